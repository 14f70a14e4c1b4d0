//! What tells pairs of nodes in the node-to-node mesh apart, as far as their sessions go. Each node may have its own AS
//! number, so only the equality of AS numbers counts.

use std::collections::{BTreeSet, HashMap};
use std::net::Ipv4Addr;

use crate::cluster::ClassId;
use crate::ids::IdVec;
use crate::known::Known;
use crate::value::{AsNumber, Family};

use super::compatibility::Comparer;
use super::pair_kind::address_ranks;

/// The kind of a pair of classes in the mesh. The sessions of two pairs of the same kind are alike but for their addresses and
/// AS numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MeshPairKind {
    /// The facts about both classes, by number.
    members: [u32; 2],
    /// Which AS numbers are equal: for the cluster's, the first and the second class, the first with the same number.
    as_numbers: [u8; 2],
    /// Whether the nodes of the first class wait for the other nodes to connect.
    waits: bool,
}

/// The facts about a node that its mesh sessions depend on.
#[derive(PartialEq, Eq, Hash)]
struct MeshMember {
    as_number: Known<()>,
    /// Present if the AS number is its own; absent if the node uses the cluster's.
    own_as: Known<()>,
    /// The router ID, if another node has the same.
    repeated_id: Option<Ipv4Addr>,
    /// The node's own listen port.
    own_port: Known<u16>,
    /// Whether BIRD rejects its file.
    is_frozen: bool,
}

/// The facts about classes that the kinds of pairs in the mesh of a family consist of.
#[derive(Debug)]
pub struct MeshKinds {
    /// For each class, the number of its facts, the rank of its address and its AS number; `None` for a class that is not in
    /// the mesh, or whose pairs have no kind.
    of_class: IdVec<ClassId, Option<(u32, usize, Known<AsNumber>)>>,
    cluster_as: Known<AsNumber>,
}

impl MeshKinds {
    /// Collects the facts, given the router IDs of several nodes.
    pub(super) fn new(comparer: &Comparer, family: Family, repeated: &BTreeSet<Ipv4Addr>) -> MeshKinds {
        let plan = comparer.plan;
        let ranks = address_ranks(plan);
        let mut numbers: HashMap<MeshMember, u32> = HashMap::new();
        let of_class = IdVec::for_each_of(plan.classes.all(), |class| {
            let node = plan.first_of(class);
            let speaker = &plan.speakers[node];
            let address = speaker.address(family).value()?;
            // Nodes at the same address have sessions with each other's neighbors.
            if plan.speakers.at(address).len() > 1 || speaker.cluster_id != Known::Absent {
                return None;
            }
            let member = MeshMember {
                as_number: plan.as_number(node).map(|_| ()),
                own_as: speaker.own_as.map(|_| ()),
                repeated_id: speaker.router_id.value().filter(|id| repeated.contains(id)),
                own_port: speaker.own_port,
                is_frozen: comparer.is_frozen(node, family),
            };
            let next = numbers.len() as u32;
            let number = *numbers.entry(member).or_insert(next);
            Some((number, ranks[class][family as usize], plan.as_number(node)))
        });
        MeshKinds { of_class, cluster_as: plan.globals.as_number }
    }

    /// The kind of a pair of classes that no BGPPeer connects; `None` for a pair that is compared by itself.
    pub fn of(&self, from: ClassId, to: ClassId) -> Option<MeshPairKind> {
        let ((ours, own_rank, own_as), (theirs, other_rank, other_as)) = (self.of_class[from]?, self.of_class[to]?);
        let second = match other_as {
            number if number == self.cluster_as => 0,
            number if number == own_as => 1,
            _ => 2,
        };
        let as_numbers = [u8::from(own_as != self.cluster_as), second];
        (from != to).then_some(MeshPairKind { members: [ours, theirs], as_numbers, waits: own_rank < other_rank })
    }
}

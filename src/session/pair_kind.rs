//! What tells pairs of classes apart, as far as the sessions between them go. The sessions of two pairs of the same kind
//! are alike but for their names, addresses and BGPPeers, so one pair shows what holds for all pairs of its kind.

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::{ClassId, SpeakerId};
use crate::ids::IdVec;
use crate::known::{Known, Truth};
use crate::resource::ReversePeering;
use crate::value::{AsNumber, Family, is_link_local};

use super::compatibility::Comparer;
use super::index::Connecting;
use super::peer::PeerId;
use super::plan::Plan;
use super::terms::TermsKey;

/// The kind of a pair of classes, with the BGPPeers that connect the pair. Pairs of the same kind have as many BGPPeers, and
/// each of them has the same part in the sessions.
#[derive(Debug, Default)]
pub struct PairKind {
    /// Equal for pairs of the same kind.
    pub key: Vec<u32>,
    /// The BGPPeers, sorted.
    pub declarations: Vec<PeerId>,
    /// The BGPPeers by what they do.
    connecting: Connecting,
}

/// The facts about classes and BGPPeers that the kinds of pairs consist of.
#[derive(Debug)]
pub struct PairKinds {
    /// For each class, the number of its facts; `None` for a class that is compared by itself.
    of_class: IdVec<ClassId, Option<u32>>,
    /// For each BGPPeer, the number of its facts.
    of_declaration: IdVec<PeerId, u32>,
    /// For each class, the ranks of the addresses as text, which decide who waits for whom.
    ranks: IdVec<ClassId, [usize; 2]>,
}

/// The facts about a class that its sessions depend on.
#[derive(PartialEq, Eq, Hash)]
struct ClassFacts {
    as_number: Known<AsNumber>,
    own_as: Known<()>,
    port: Known<u16>,
    has_address: [Known<()>; 2],
    is_frozen: [bool; 2],
    /// The router ID, if other nodes have it too.
    router_id: Known<Option<Ipv4Addr>>,
    cluster_id: Known<()>,
}

/// The facts about a BGPPeer that its sessions with selected nodes depend on.
#[derive(PartialEq, Eq, Hash)]
struct DeclarationFacts<'c> {
    terms: TermsKey<'c>,
    is_global: bool,
    is_misread: bool,
    reverse_peering: Known<ReversePeering>,
}

impl PairKinds {
    /// Collects the facts.
    pub(super) fn new(comparer: &Comparer) -> PairKinds {
        let plan = comparer.plan;
        let repeated = plan.repeated_router_ids();
        let mut numbers: HashMap<ClassFacts, u32> = HashMap::new();
        let of_class = IdVec::for_each_of(plan.classes.all(), |class| {
            let facts = class_facts(comparer, class, &repeated)?;
            let next = numbers.len() as u32;
            Some(*numbers.entry(facts).or_insert(next))
        });
        let mut numbers: HashMap<DeclarationFacts, u32> = HashMap::new();
        let of_declaration = IdVec::for_each_of(&plan.declarations, |peer| {
            let declaration = &plan.declarations[peer];
            let facts = DeclarationFacts {
                terms: declaration.terms.by_selector().key(),
                is_global: declaration.is_global(),
                is_misread: declaration.peer.is_misread(),
                reverse_peering: declaration.peer.reverse_peering.to_known(),
            };
            let next = numbers.len() as u32;
            *numbers.entry(facts).or_insert(next)
        });
        PairKinds { of_class, of_declaration, ranks: address_ranks(plan) }
    }

    /// Finds the kind of a pair of two classes; gives whether there is one. A pair without a kind is compared by itself.
    ///
    /// There may be millions of pairs, so the caller gives the same `kind` each time, and no memory is requested.
    pub fn find(&self, plan: &Plan, (from, to): (ClassId, ClassId), kind: &mut PairKind) -> bool {
        if from == to || !plan.is_everything_known() {
            return false;
        }
        let (Some(ours), Some(theirs)) = (self.of_class[from], self.of_class[to]) else {
            return false;
        };
        let PairKind { key, declarations, connecting } = kind;
        key.clear();
        declarations.clear();
        let id = |class: ClassId| plan.speakers[plan.first_of(class)].cluster_id;
        key.extend([ours, theirs, u32::from(id(from) == id(to))]);
        if plan.globals.mesh != Known::Value(false) {
            // In the mesh, the end with the lesser address waits.
            let order = [0, 1].map(|family| self.ranks[from][family].cmp(&self.ranks[to][family]) as i8 + 1);
            key.extend(order.map(|order| order as u32));
        }
        plan.index.find_connecting(from, to, connecting);
        declarations.extend(connecting.iter().flatten());
        declarations.sort_unstable();
        declarations.dedup();
        let classes = [from, to].map(|class| &plan.classes[class]);
        let is_undecided = |peer: &PeerId| {
            let declaration = &plan.declarations[*peer];
            let truths = classes.map(|class| [declaration.is_for(class), declaration.selects(class)]);
            truths.as_flattened().contains(&Truth::Unknown)
        };
        if classes.iter().any(|class| class.is_undecided()) && declarations.iter().any(is_undecided) {
            return false;
        }
        for part in connecting {
            key.push(part.len() as u32);
            for peer in part {
                let rank = declarations.binary_search(peer).unwrap_or_default() as u32;
                key.extend([self.of_declaration[*peer], rank]);
            }
        }
        true
    }
}

/// For each class and family, the rank of the address of its first node among all of them as text; less where there is none.
pub(super) fn address_ranks(plan: &Plan) -> IdVec<ClassId, [usize; 2]> {
    let text = |class: ClassId, family: Family| -> Option<String> {
        let address: IpAddr = plan.speakers[plan.first_of(class)].address(family).value()?;
        Some(address.to_string())
    };
    let sorted = Family::BOTH.map(|family| {
        let mut texts: Vec<(Option<String>, ClassId)> =
            plan.classes.ids().map(|class| (text(class, family), class)).collect();
        texts.sort_unstable();
        texts
    });
    let mut ranks = IdVec::for_each_of(plan.classes.all(), |_| [0, 0]);
    for (family, texts) in sorted.iter().enumerate() {
        for (rank, same) in texts.chunk_by(|(one, _), (other, _)| one == other).enumerate() {
            same.iter().for_each(|(_, class)| ranks[*class][family] = rank);
        }
    }
    ranks
}

/// The facts about a class; `None` where its sessions depend on more than these facts.
fn class_facts(comparer: &Comparer, class: ClassId, repeated: &BTreeSet<Ipv4Addr>) -> Option<ClassFacts> {
    let plan = comparer.plan;
    let node = plan.first_of(class);
    let speaker = &plan.speakers[node];
    let is_special = |address: IpAddr| {
        is_link_local(address)
            || plan.speakers.at(address).len() > 1
            || plan.index.by_own_address.contains_key(&address)
    };
    let addresses = |node: SpeakerId| {
        Family::BOTH.into_iter().filter_map(move |family| plan.speakers[node].address(family).value())
    };
    let is_down = plan.members(class).iter().any(|node| plan.failed.contains(node));
    if is_down || plan.members(class).iter().take(2).flat_map(|node| addresses(*node)).any(is_special) {
        return None;
    }
    Some(ClassFacts {
        as_number: plan.as_number(node),
        own_as: speaker.own_as.map(|_| ()),
        port: plan.port(node),
        has_address: Family::BOTH.map(|family| speaker.address(family).map(|_| ())),
        is_frozen: Family::BOTH.map(|family| comparer.is_frozen(node, family)),
        router_id: speaker.router_id.map(|id| Some(id).filter(|id| repeated.contains(id))),
        cluster_id: speaker.cluster_id.map(|_| ()),
    })
}

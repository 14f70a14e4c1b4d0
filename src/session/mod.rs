//! Cluster → the sessions that Calico builds on every node, and whether their two ends are compatible.
//!
//! The configuration that confd renders depends only on the resources (Calico: `confd/pkg/backends/calico/client.go` and
//! `bgp_processor.go`). `plan` has the facts, `claims` decides which neighbors a node has, `winner` and `rendered` make the
//! sessions, `freeze` finds files that BIRD rejects, `compatibility` compares the two ends, and `pairs` collects the
//! mismatches by cause.

mod claims;
mod compatibility;
mod conflicts;
mod filter_users;
mod freeze;
mod globals;
mod identity;
mod index;
mod local_side;
mod mesh;
mod mesh_kind;
mod metallb;
mod mismatches;
mod neighbors;
mod outward;
mod pair_kind;
mod pairs;
mod password;
mod peer;
mod plan;
mod port;
mod related;
mod rendered;
mod roles;
mod terms;
mod unanswered;
mod unconnected;
mod winner;
mod wrong_as;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::ops::Deref;

use crate::cluster::{Cluster, SpeakerId};
use crate::resource::{FieldSpan, Resource};
use crate::value::{AsNumber, Family};

use compatibility::Comparer;

pub use compatibility::{Compatibility, Status};
pub use conflicts::{Conflict, ConflictKind};
pub use freeze::{Cause, Freeze, Freezes};
pub use globals::Globals;
pub use identity::SharedRouterId;
pub use local_side::FamilyOfNodes;
pub use mesh_kind::{MeshKinds, MeshPairKind};
pub use metallb::SharedWithMetalLb;
pub use mismatches::Mismatch;
pub use pair_kind::{PairKind, PairKinds};
pub use pairs::Pairs;
pub use password::Password;
pub use peer::{LocalSide, PeerDeclaration, PeerId, Target};
pub use plan::{FilterRules, Plan};
pub use related::Related;
pub use rendered::{ConflictingPeer, Origin, Session, SessionKind};
pub use terms::{Difference, Term, Terms, ignored_terms};
pub use unanswered::Unanswered;
pub use wrong_as::WrongAs;

/// The sessions of a cluster: the facts that they depend on, the freezes and the mismatches.
#[derive(Debug)]
pub struct Sessions<'c> {
    plan: Plan<'c>,
    freezes: Freezes<'c>,
    pairs: Pairs<'c>,
}

/// `Deref` to the plan, because most questions about sessions are about nodes and declarations too.
impl<'c> Deref for Sessions<'c> {
    type Target = Plan<'c>;

    fn deref(&self) -> &Plan<'c> {
        &self.plan
    }
}

impl<'c> Sessions<'c> {
    /// Computes the sessions of all nodes, and the mismatches.
    pub fn new(cluster: &'c Cluster<'c>) -> Sessions<'c> {
        Sessions::while_down(cluster, &[])
    }

    /// The same, while some nodes, given by name, are down.
    pub fn while_down(cluster: &'c Cluster<'c>, failed: &[String]) -> Sessions<'c> {
        let plan = Plan::new(cluster, failed);
        let freezes = freeze::find(&plan);
        let pairs = pairs::compare(&Comparer { plan: &plan, freezes: &freezes });
        Sessions { plan, freezes, pairs }
    }

    /// The reasons for which BIRD rejects files.
    pub fn freezes(&self) -> &Freezes<'c> {
        &self.freezes
    }

    /// The reasons in a place of a resource.
    pub fn freezes_at(&self, resource: &Resource, span: FieldSpan) -> impl Iterator<Item = &Freeze<'c>> {
        self.freezes.at(resource, span)
    }

    /// Whether BIRD rejects the file of a speaker for a family, so that the file has no effect.
    pub fn is_frozen(&self, speaker: SpeakerId, family: Family) -> bool {
        self.comparer().is_frozen(speaker, family)
    }

    /// The result of comparing the two ends of the sessions between nodes.
    pub fn pairs(&self) -> &Pairs<'c> {
        &self.pairs
    }

    /// The mismatches of AS numbers: one for each declaration, wrong number and direction.
    pub fn wrong_as_numbers(&self) -> Vec<(&Mismatch<'c>, WrongAs)> {
        let mut seen = BTreeSet::new();
        let wrong = |mismatch: &'_ Mismatch<'c>| self.plan.wrong_as(mismatch);
        let all = self.pairs.mismatches.iter().filter_map(|mismatch| Some((mismatch, wrong(mismatch)?)));
        let key = |(mismatch, wrong): &(&Mismatch, WrongAs)| {
            (mismatch.session.origin, wrong.claimed, mismatch.session.is_reverse)
        };
        all.filter(|found| seen.insert(key(found))).collect()
    }

    /// The status of a session.
    pub fn status(&self, session: &Session) -> Status {
        self.compatibility(session).status
    }

    /// The status of a session, with its other end.
    pub fn compatibility(&self, session: &Session) -> Compatibility<'c> {
        self.comparer().compatibility(session)
    }

    /// The status of a session while no node is down.
    pub fn compatibility_while_up(&self, session: &Session) -> Compatibility<'c> {
        self.comparer().compatibility_while_up(session)
    }

    /// The kinds of pairs of classes.
    pub fn pair_kinds(&self) -> PairKinds {
        PairKinds::new(&self.comparer())
    }

    /// The kinds of pairs of classes in the mesh of a family, given the router IDs of several nodes.
    pub fn mesh_kinds(&self, family: Family, repeated: &BTreeSet<Ipv4Addr>) -> MeshKinds {
        MeshKinds::new(&self.comparer(), family, repeated)
    }

    /// The AS numbers of nodes whose only sessions are with external routers in another AS, and the number of nodes with
    /// each of them.
    pub fn outward_as_numbers(&self) -> BTreeMap<AsNumber, usize> {
        self.comparer().outward_as_numbers()
    }

    fn comparer(&self) -> Comparer<'_, 'c> {
        Comparer { plan: &self.plan, freezes: &self.freezes }
    }
}

//! Cluster → the sessions that Calico builds on every node, and whether their two ends are compatible.
//!
//! What confd renders is a pure function of the resources (Calico: `confd/pkg/backends/calico/client.go` and
//! `bgp_processor.go`). `plan` holds what it depends on, `claims` who peers with whom, `winner` and `rendered` how, `freeze`
//! where BIRD refuses the whole file, `compatibility` whether the two ends agree, and `pairs` what does not, by its cause.

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
mod metallb;
mod mismatches;
mod neighbors;
mod outward;
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
use crate::resource::value::{AsNumber, Family};
use crate::resource::{FieldSpan, Resource};

use compatibility::Comparer;

pub use compatibility::{Compatibility, Status};
pub use conflicts::{Conflict, ConflictKind};
pub use freeze::{Cause, Freeze, Freezes};
pub use globals::Globals;
pub use identity::SharedRouterId;
pub use local_side::FamilyOfNodes;
pub use mesh::MeshMember;
pub use metallb::SharedWithMetalLb;
pub use mismatches::Mismatch;
pub use pairs::Pairs;
pub use password::Password;
pub use peer::{LocalSide, PeerDeclaration, PeerId, Target};
pub use plan::{FilterRules, Plan};
pub use related::Related;
pub use rendered::{ConflictingPeer, Origin, Session, SessionKind};
pub use terms::{Difference, Term, Terms, ignored_terms};
pub use unanswered::Unanswered;
pub use wrong_as::WrongAs;

/// The sessions of a cluster: what they follow from, where BIRD rejects the file, and which ends are not compatible.
#[derive(Debug)]
pub struct Sessions<'c> {
    plan: Plan<'c>,
    freezes: Freezes<'c>,
    pairs: Pairs<'c>,
}

/// Whoever has the sessions asks the plan for each of them: who is there, and who peers with whom.
impl<'c> Deref for Sessions<'c> {
    type Target = Plan<'c>;

    fn deref(&self) -> &Plan<'c> {
        &self.plan
    }
}

impl<'c> Sessions<'c> {
    /// Works out which nodes have sessions with which neighbors, and which ends are not compatible.
    pub fn new(cluster: &'c Cluster<'c>) -> Sessions<'c> {
        Sessions::while_down(cluster, &[])
    }

    /// The same while some nodes, given by name, are down.
    pub fn while_down(cluster: &'c Cluster<'c>, failed: &[String]) -> Sessions<'c> {
        let plan = Plan::new(cluster, failed);
        let freezes = freeze::find(&plan);
        let pairs = pairs::compare(&Comparer { plan: &plan, freezes: &freezes });
        Sessions { plan, freezes, pairs }
    }

    /// The reasons for which BIRD refuses the file of some nodes.
    pub fn freezes(&self) -> &Freezes<'c> {
        &self.freezes
    }

    /// The reasons that a place in a resource gives.
    pub fn freezes_at(&self, resource: &Resource, span: FieldSpan) -> impl Iterator<Item = &Freeze<'c>> {
        self.freezes.at(resource, span)
    }

    /// Whether BIRD refuses the file of a speaker for a family, so that nothing in it applies.
    pub fn is_frozen(&self, speaker: SpeakerId, family: Family) -> bool {
        self.comparer().is_frozen(speaker, family)
    }

    /// What was found by comparing the two ends of the sessions between nodes.
    pub fn pairs(&self) -> &Pairs<'c> {
        &self.pairs
    }

    /// The mismatches of AS numbers: one for what declares the session, the number that is claimed, and the direction.
    pub fn wrong_as_numbers(&self) -> Vec<(&Mismatch<'c>, WrongAs)> {
        let mut seen = BTreeSet::new();
        let wrong = |mismatch: &'_ Mismatch<'c>| self.plan.wrong_as(mismatch);
        let all = self.pairs.mismatches.iter().filter_map(|mismatch| Some((mismatch, wrong(mismatch)?)));
        let key = |(mismatch, wrong): &(&Mismatch, WrongAs)| {
            (mismatch.session.origin, wrong.claimed, mismatch.session.is_reverse)
        };
        all.filter(|found| seen.insert(key(found))).collect()
    }

    /// What becomes of a session.
    pub fn status(&self, session: &Session) -> Status {
        self.compatibility(session).status
    }

    /// What becomes of a session, and the other end of it.
    pub fn compatibility(&self, session: &Session) -> Compatibility<'c> {
        self.comparer().compatibility(session)
    }

    /// What becomes of a session while no node is down.
    pub fn compatibility_while_up(&self, session: &Session) -> Compatibility<'c> {
        self.comparer().compatibility_while_up(session)
    }

    /// What of a node its sessions in the mesh of a family depend on, given the router IDs that several nodes have.
    pub fn mesh_member(&self, node: SpeakerId, family: Family, repeated: &BTreeSet<Ipv4Addr>) -> MeshMember {
        self.comparer().mesh_member(node, family, repeated)
    }

    /// The AS numbers that nodes claim whose only sessions are with external routers of another AS, and how many nodes claim
    /// each of them.
    pub fn outward_as_numbers(&self) -> BTreeMap<AsNumber, usize> {
        self.comparer().outward_as_numbers()
    }

    fn comparer(&self) -> Comparer<'_, 'c> {
        Comparer { plan: &self.plan, freezes: &self.freezes }
    }
}

//! The classes of nodes that BGPPeers connect. Only their sessions are compared pair by pair; the mesh is the same
//! everywhere.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::cluster::{ClassId, SpeakerId};
use crate::known::Truth;

use super::peer::{PeerDeclaration, Target};
use super::plan::Plan;

/// The most pairs of classes that are compared. A cluster with more has BGPPeers that distinguish thousands of nodes.
const MOST_PAIRS: usize = 200_000;

/// The pairs of classes that a BGPPeer connects, in both orders.
#[derive(Clone, Debug, Default)]
pub struct Related {
    /// The pairs: the classes of the one node and of the other.
    pub pairs: BTreeSet<(ClassId, ClassId)>,
    /// Whether there were too many pairs to find all of them.
    pub is_cut_short: bool,
}

impl Plan<'_> {
    /// The pairs of classes that a BGPPeer connects, in both orders.
    pub fn related_classes(&self) -> Related {
        let mut related = Related::default();
        for declaration in &self.declarations {
            let targets = self.targets(declaration);
            if targets.is_empty() {
                continue;
            }
            let is_for = |class: &ClassId| declaration.is_for(&self.classes[*class]) == Truth::Yes;
            for from in self.classes.ids().filter(is_for) {
                for to in &targets {
                    related.pairs.insert((from, *to));
                    related.pairs.insert((*to, from));
                }
                if related.pairs.len() > MOST_PAIRS {
                    related.is_cut_short = true;
                    return related;
                }
            }
        }
        related
    }

    /// The classes of the Calico nodes to which a BGPPeer points.
    fn targets(&self, declaration: &PeerDeclaration) -> Vec<ClassId> {
        match &declaration.target {
            Target::Selected(selector) => {
                let is_selected = |class: &ClassId| self.classes[*class].is_selected(*selector) == Truth::Yes;
                self.classes.ids().filter(is_selected).collect()
            }
            Target::Address { address, .. } => {
                self.speakers.at(*address).iter().map(|node| self.class_of(*node)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A node of one class and another node of the other; `None` where a class has only one node and is paired with itself.
    pub fn sample_pair(&self, from: ClassId, to: ClassId) -> Option<(SpeakerId, SpeakerId)> {
        let (ours, theirs) = (self.members(from), self.members(to));
        let remote = if from == to { ours.get(1) } else { theirs.first() };
        Some((self.first_of(from), *remote?))
    }

    /// The number of pairs of a node of one class and another node of the other, in one direction.
    pub(super) fn pairs_between(&self, from: ClassId, to: ClassId) -> usize {
        let others = self.members(to).len() - usize::from(from == to);
        self.members(from).len() * others
    }

    /// Router IDs that several nodes have.
    pub fn repeated_router_ids(&self) -> BTreeSet<Ipv4Addr> {
        let mut seen = BTreeSet::new();
        let ids = self.speakers.iter().filter_map(|speaker| speaker.router_id.value());
        ids.filter(|id| !seen.insert(*id)).collect()
    }
}

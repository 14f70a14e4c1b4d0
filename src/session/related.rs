//! Which classes of nodes BGPPeers connect: only their sessions are looked at one pair of classes by one, as the mesh is
//! the same everywhere.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::cluster::{ClassId, SpeakerId};
use crate::known::Truth;

use super::peer::{PeerDeclaration, Target};
use super::plan::Plan;

/// How many pairs of classes are compared at most; a cluster with more has BGPPeers that tell thousands of nodes apart.
const MOST_PAIRS: usize = 200_000;

/// The ordered pairs of classes whose nodes a BGPPeer connects.
#[derive(Clone, Debug, Default)]
pub struct Related {
    /// The pairs, each as the class of the one node and of the other.
    pub pairs: BTreeSet<(ClassId, ClassId)>,
    /// Whether there were too many to find all of them.
    pub is_cut_short: bool,
}

impl Plan<'_> {
    /// The ordered pairs of classes whose nodes a BGPPeer connects.
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

    /// The classes of the Calico nodes that a BGPPeer points at.
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

    /// A node of one class and another node of the other; `None` where a class is alone with itself.
    pub fn sample_pair(&self, from: ClassId, to: ClassId) -> Option<(SpeakerId, SpeakerId)> {
        let (ours, theirs) = (self.members(from), self.members(to));
        let remote = if from == to { ours.get(1) } else { theirs.first() };
        Some((self.first_of(from), *remote?))
    }

    /// How many ordered pairs of a node of one class and another node of the other there are.
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

//! The classes of nodes that BGPPeers connect. Only their sessions are compared pair by pair; the mesh is the same
//! everywhere.

use crate::cluster::{ClassId, Classes, Speakers};
use crate::ids::IdVec;
use crate::known::Truth;

use super::peer::{PeerDeclaration, PeerId, Target};

/// The most pairs of classes that are compared. A cluster with more has BGPPeers that distinguish thousands of nodes.
const MOST_PAIRS: usize = 4_000_000;

/// The pairs of classes that a BGPPeer connects, in both orders.
#[derive(Clone, Debug, Default)]
pub struct Related {
    /// For each class, the classes with which a BGPPeer connects it, sorted.
    of: IdVec<ClassId, Vec<ClassId>>,
    /// Whether there were too many pairs to find all of them.
    pub is_cut_short: bool,
}

impl Related {
    /// Finds the pairs.
    pub(super) fn new(
        declarations: &IdVec<PeerId, PeerDeclaration>,
        classes: &Classes,
        speakers: &Speakers,
    ) -> Related {
        let mut related = Related { of: IdVec::for_each_of(classes.all(), |_| Vec::new()), is_cut_short: false };
        let mut pairs = 0;
        for declaration in declarations {
            let targets = targets(declaration, classes, speakers);
            let is_for = |class: &ClassId| declaration.is_for(&classes[*class]) == Truth::Yes;
            for from in declaration.classes_for(classes).filter(is_for).take_while(|_| !targets.is_empty()) {
                pairs += targets.len();
                if pairs > MOST_PAIRS {
                    related.is_cut_short = true;
                    break;
                }
                related.of[from].extend(&targets);
                targets.iter().for_each(|to| related.of[*to].push(from));
            }
        }
        for class in classes.ids() {
            related.of[class].sort_unstable();
            related.of[class].dedup();
        }
        related
    }

    /// The classes with which a BGPPeer connects a class, sorted.
    pub fn of(&self, class: ClassId) -> &[ClassId] {
        &self.of[class]
    }

    /// All pairs, sorted.
    pub fn pairs(&self) -> impl Iterator<Item = (ClassId, ClassId)> + '_ {
        self.of.iter_with_ids().flat_map(|(from, others)| others.iter().map(move |to| (from, *to)))
    }

    /// Whether a BGPPeer connects two classes.
    pub fn contains(&self, from: ClassId, to: ClassId) -> bool {
        self.of[from].binary_search(&to).is_ok()
    }
}

/// The classes of the Calico nodes to which a BGPPeer points.
fn targets(declaration: &PeerDeclaration, classes: &Classes, speakers: &Speakers) -> Vec<ClassId> {
    match &declaration.target {
        Target::Selected(selector) => {
            let is_selected = |class: &ClassId| classes[*class].is_selected(*selector) == Truth::Yes;
            classes.selected_by(*selector).filter(is_selected).collect()
        }
        Target::Address { address, .. } => speakers.at(*address).iter().map(|node| classes.class_of(*node)).collect(),
        _ => Vec::new(),
    }
}

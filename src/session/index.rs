//! An index of the BGPPeers, so that only few of them are checked for one node and one neighbor.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::cluster::{ClassId, Classes};
use crate::ids::IdVec;
use crate::known::Truth;
use crate::resource::value::Family;

use super::peer::{LocalSide, PeerDeclaration, PeerId, Target};

/// The BGPPeers by their possible nodes and neighbors.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// BGPPeers for all nodes with an address.
    pub global_by_address: HashMap<IpAddr, Vec<PeerId>>,
    /// BGPPeers for all nodes with a selector for neighbors.
    pub global_selected: Vec<PeerId>,
    /// BGPPeers for some nodes with an address.
    pub scoped_by_address: HashMap<IpAddr, Vec<PeerId>>,
    /// For each class, the BGPPeers for some nodes, with a selector for neighbors, that may be for its nodes.
    pub scoped_selected: IdVec<ClassId, Vec<PeerId>>,
    /// For each class, the BGPPeers for some nodes, with an address, that may be for its nodes.
    pub scoped_external: IdVec<ClassId, Vec<PeerId>>,
    /// For each class and family, the BGPPeers that point at its nodes and get a session back from them.
    pub reversing: IdVec<ClassId, [Vec<PeerId>; 2]>,
    /// BGPPeers with pods as neighbors.
    pub local_workloads: Vec<PeerId>,
    /// Whether the neighbors of a BGPPeer are unknown, so that any session may have another end.
    pub has_open_target: bool,
}

impl Index {
    pub fn new(declarations: &IdVec<PeerId, PeerDeclaration>, classes: &Classes) -> Index {
        let mut index = Index {
            scoped_selected: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            scoped_external: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            reversing: IdVec::for_each_of(classes.all(), |_| [Vec::new(), Vec::new()]),
            ..Index::default()
        };
        for (id, declaration) in declarations.iter_with_ids() {
            index.add_forward(id, declaration, classes);
            index.add_reverse(id, declaration, classes);
        }
        index
    }

    fn add_forward(&mut self, id: PeerId, declaration: &PeerDeclaration, classes: &Classes) {
        self.has_open_target |=
            declaration.scope == LocalSide::Unknown || matches!(declaration.target, Target::Unknown);
        match (&declaration.target, declaration.is_global()) {
            (Target::Address { address, is_skipped: false, .. }, true) => {
                self.global_by_address.entry(*address).or_default().push(id);
            }
            (Target::Address { address, is_skipped: false, .. }, false) => {
                self.scoped_by_address.entry(*address).or_default().push(id);
                concerned(declaration, classes).for_each(|class| self.scoped_external[class].push(id));
            }
            (Target::Selected(_), true) => self.global_selected.push(id),
            (Target::Selected(_), false) => {
                concerned(declaration, classes).for_each(|class| self.scoped_selected[class].push(id));
            }
            (Target::LocalWorkloads, _) => self.local_workloads.push(id),
            _ => {}
        }
    }

    fn add_reverse(&mut self, id: PeerId, declaration: &PeerDeclaration, classes: &Classes) {
        let candidates: Vec<ClassId> = match &declaration.target {
            Target::Selected(_) | Target::Nobody { .. } => classes.ids().collect(),
            Target::Address { nodes, .. } => nodes.iter().map(|(node, _)| classes.class_of(*node)).collect(),
            _ => Vec::new(),
        };
        for class in candidates {
            for family in Family::BOTH {
                if declaration.reverses_from(&classes[class], family) != Truth::No {
                    self.reversing[class][family as usize].push(id);
                }
            }
        }
    }
}

/// The classes for which a BGPPeer for some nodes may be.
fn concerned(declaration: &PeerDeclaration, classes: &Classes) -> impl Iterator<Item = ClassId> {
    // A node that a BGPPeer names is a class of its own.
    let candidates: Vec<ClassId> = match declaration.scope {
        LocalSide::Node(node) => node.map(|node| classes.class_of(node)).into_iter().collect(),
        _ => classes.ids().collect(),
    };
    candidates.into_iter().filter(|class| declaration.is_for(&classes[*class]) != Truth::No)
}

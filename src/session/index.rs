//! An index of the BGPPeers, so that only few of them are checked for one node and one neighbor.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::cluster::{ClassId, Classes};
use crate::ids::IdVec;
use crate::known::Truth;
use crate::value::Family;

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
    /// For each class, the BGPPeers for some nodes that may be for its nodes.
    pub scoped: IdVec<ClassId, Vec<PeerId>>,
    /// BGPPeers for all nodes.
    pub global: Vec<PeerId>,
    /// For each class, the BGPPeers for some nodes whose selector may match its nodes as neighbors.
    pub selecting: IdVec<ClassId, Vec<PeerId>>,
    /// For each class, the BGPPeers for all nodes whose selector may match its nodes as neighbors.
    pub global_selecting: IdVec<ClassId, Vec<PeerId>>,
    /// For each class and family, the BGPPeers for some nodes that point at its nodes and get a session back from them.
    pub reversing: IdVec<ClassId, [Vec<PeerId>; 2]>,
    /// The same for BGPPeers for all nodes.
    pub global_reversing: IdVec<ClassId, [Vec<PeerId>; 2]>,
    /// BGPPeers with pods as neighbors.
    pub local_workloads: Vec<PeerId>,
    /// All BGPPeers with an address, skipped or not.
    pub by_own_address: HashMap<IpAddr, Vec<PeerId>>,
    /// BGPPeers whose neighbors are unknown.
    pub open_target: Vec<PeerId>,
    /// Whether a BGPPeer names no neighbor; nodes without an address may get a session back all the same.
    pub has_nobody: bool,
    /// Whether the nodes or neighbors of a BGPPeer are unknown, so that any session may have another end.
    pub has_open_target: bool,
}

/// The BGPPeers with selectors that connect two classes: those that give sessions to the first class, directly (for some
/// nodes, for all nodes) and as the other direction, and those for the second class.
pub(super) type Connecting = [Vec<PeerId>; 6];

impl Index {
    pub fn new(declarations: &IdVec<PeerId, PeerDeclaration>, classes: &Classes) -> Index {
        let mut index = Index {
            scoped_selected: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            scoped_external: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            scoped: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            selecting: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            global_selecting: IdVec::for_each_of(classes.all(), |_| Vec::new()),
            reversing: IdVec::for_each_of(classes.all(), |_| [Vec::new(), Vec::new()]),
            global_reversing: IdVec::for_each_of(classes.all(), |_| [Vec::new(), Vec::new()]),
            ..Index::default()
        };
        for (id, declaration) in declarations.iter_with_ids() {
            index.add_forward(id, declaration, classes);
            index.add_reverse(id, declaration, classes);
        }
        index
    }

    /// Finds the BGPPeers with selectors that connect the nodes of two classes, or may do so.
    pub fn find_connecting(&self, from: ClassId, to: ClassId, connecting: &mut Connecting) {
        // A BGPPeer that points at nodes of one family only names an address, so the families do not differ here.
        let family = Family::V4 as usize;
        let [ours, ours_global, ours_back, theirs, theirs_global, theirs_back] = connecting;
        for (from, to, direct, global, back) in
            [(from, to, ours, ours_global, ours_back), (to, from, theirs, theirs_global, theirs_back)]
        {
            for part in [&mut *direct, &mut *global, &mut *back] {
                part.clear();
            }
            direct.extend(common(&self.scoped_selected[from], &self.selecting[to]));
            global.extend(&self.global_selecting[to]);
            back.extend(common(&self.reversing[from][family], &self.scoped[to]));
            back.extend(&self.global_reversing[from][family]);
        }
    }

    fn add_forward(&mut self, id: PeerId, declaration: &PeerDeclaration, classes: &Classes) {
        self.has_open_target |=
            declaration.scope == LocalSide::Unknown || matches!(declaration.target, Target::Unknown);
        if let Target::Selected(selector) = declaration.target {
            let lists = if declaration.is_global() { &mut self.global_selecting } else { &mut self.selecting };
            classes.selected_by(selector).for_each(|class| lists[class].push(id));
        }
        match declaration.target {
            Target::Address { address, .. } => self.by_own_address.entry(address).or_default().push(id),
            Target::Unknown => self.open_target.push(id),
            Target::Nobody { .. } => self.has_nobody = true,
            _ => {}
        }
        match declaration.is_global() {
            true => self.global.push(id),
            false => declaration.classes_for(classes).for_each(|class| self.scoped[class].push(id)),
        }
        match (&declaration.target, declaration.is_global()) {
            (Target::Address { address, is_skipped: false, .. }, true) => {
                self.global_by_address.entry(*address).or_default().push(id);
            }
            (Target::Address { address, is_skipped: false, .. }, false) => {
                self.scoped_by_address.entry(*address).or_default().push(id);
                declaration.classes_for(classes).for_each(|class| self.scoped_external[class].push(id));
            }
            (Target::Selected(_), true) => self.global_selected.push(id),
            (Target::Selected(_), false) => {
                declaration.classes_for(classes).for_each(|class| self.scoped_selected[class].push(id));
            }
            (Target::LocalWorkloads, _) => self.local_workloads.push(id),
            _ => {}
        }
    }

    fn add_reverse(&mut self, id: PeerId, declaration: &PeerDeclaration, classes: &Classes) {
        let candidates: Vec<ClassId> = match &declaration.target {
            Target::Selected(selector) => classes.selected_by(*selector).collect(),
            Target::Nobody { nodes } | Target::Address { nodes, .. } => {
                let mut pointed_at: Vec<ClassId> = nodes.iter().map(|(node, _)| classes.class_of(*node)).collect();
                pointed_at.sort_unstable();
                pointed_at.dedup();
                pointed_at
            }
            _ => Vec::new(),
        };
        let lists = if declaration.is_global() { &mut self.global_reversing } else { &mut self.reversing };
        for class in candidates {
            for family in Family::BOTH {
                if declaration.reverses_from(&classes[class], family) != Truth::No {
                    lists[class][family as usize].push(id);
                }
            }
        }
    }
}

/// The BGPPeers in two sorted lists, of which one is often much shorter.
pub(super) fn common<'p>(one: &'p [PeerId], other: &'p [PeerId]) -> impl Iterator<Item = PeerId> + 'p {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.iter().copied().filter(|peer| long.binary_search(peer).is_ok())
}

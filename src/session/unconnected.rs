//! Nodes without a session from any BGPPeer, and the mistakes in BGPPeers that may be the cause.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::cluster::{ClassId, SpeakerId};
use crate::known::Known;
use crate::resource::Field;
use crate::value::Family;

use super::index::Index;
use super::peer::{PeerId, Target};
use super::plan::Plan;

impl Plan<'_> {
    /// The nodes that take part in BGP and have no session from any BGPPeer, whatever addresses they get, sorted by name. A
    /// session that cannot come up counts as a session.
    pub fn nodes_without_declared_session(&self) -> Vec<SpeakerId> {
        let classes: BTreeSet<_> = self.classes.ids().filter(|class| !self.may_have_declared_session(*class)).collect();
        self.participants().filter(|node| classes.contains(&self.class_of(*node))).collect()
    }

    /// Whether a BGPPeer gives the nodes of a class a session, or may do so.
    fn may_have_declared_session(&self, class: ClassId) -> bool {
        // A node whose address a BGPPeer names is alone in its class, or with nodes at the same address.
        let (node, is_alone) = (self.first_of(class), self.members(class).len() < 2);
        let has_other =
            |mut classes: Box<dyn Iterator<Item = ClassId> + '_>| classes.any(|other| other != class || !is_alone);
        let is_own = |address: IpAddr| self.speakers[node].address(Family::of(address)) == Known::Value(address);
        let goes_out = |id: &PeerId| match self.declarations[*id].target {
            Target::Selected(_) => has_other(self.declarations[*id].classes_selected(&self.classes)),
            Target::Address { address, .. } => !is_own(address),
            Target::Nobody { .. } => false,
            _ => true,
        };
        let comes_in = |id: &PeerId| has_other(self.declarations[*id].classes_for(&self.classes));
        let Index { scoped, global, selecting, global_selecting, by_own_address, open_target, .. } = &self.index;
        let own = Family::BOTH.into_iter().filter_map(|family| self.speakers[node].address(family).value());
        let mut naming_address = own.filter_map(|address| by_own_address.get(&address)).flatten();
        scoped[class].iter().chain(global).any(goes_out)
            || selecting[class].iter().chain(&global_selecting[class]).chain(open_target).any(comes_in)
            || naming_address.any(comes_in)
    }

    /// Whether a mistake keeps a BGPPeer from having sessions: Calico reads it differently from what is written, it names
    /// no neighbor, or its selector matches no node. In a list that several clusters share, the BGPPeers of other clusters
    /// are not mistakes.
    pub fn has_mistaken_declaration(&self) -> bool {
        let shared = LazyCell::new(|| {
            let lists = self.cluster.unmatched_selectors().shared_lists;
            lists.into_iter().flatten().map(|selector| selector.text).collect::<BTreeSet<&str>>()
        });
        let is_shared = |field: &Field<String>| field.value().is_some_and(|text| shared.contains(text.as_str()));
        self.declarations.iter().any(|declaration| {
            let is_selecting = matches!(declaration.target, Target::Selected(_));
            let selects_none = is_selecting && declaration.classes_selected(&self.classes).next().is_none();
            let is_for_none = declaration.classes_for(&self.classes).next().is_none();
            declaration.peer.is_misread()
                || declaration.is_without_target()
                || selects_none && !is_shared(&declaration.peer.peer_selector)
                || is_for_none && !is_shared(&declaration.peer.node_selector)
        })
    }
}

//! Nodes without a session from any BGPPeer, and the mistakes in BGPPeers that may be the cause.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::cluster::{NodeClass, SpeakerId};
use crate::known::{Known, Truth};
use crate::resource::Field;
use crate::resource::value::Family;

use super::peer::Target;
use super::plan::Plan;

impl Plan<'_> {
    /// The nodes that take part in BGP and have no session from any BGPPeer, whatever addresses they get, sorted by name. A
    /// session that cannot come up counts as a session.
    pub fn nodes_without_declared_session(&self) -> Vec<SpeakerId> {
        let classes: BTreeSet<_> =
            self.classes.ids().filter(|class| !self.may_have_declared_session(&self.classes[*class])).collect();
        self.participants().filter(|node| classes.contains(&self.class_of(*node))).collect()
    }

    /// Whether a BGPPeer gives the nodes of a class a session, or may do so.
    fn may_have_declared_session(&self, class: &NodeClass) -> bool {
        // A node whose address a BGPPeer names is alone in its class, or with nodes at the same address.
        let node = class.first();
        let others = |choose: &dyn Fn(&NodeClass) -> Truth| {
            let is_other = |other: &&NodeClass| other.first() != class.first() || other.members().len() > 1;
            self.classes.all().iter().filter(is_other).any(|other| choose(other) != Truth::No)
        };
        let is_own = |address: IpAddr| self.speakers[node].address(Family::of(address)) == Known::Value(address);
        self.declarations.iter().any(|declaration| {
            let forward = match declaration.target {
                Target::Selected(_) => others(&|other| declaration.selects(other)),
                Target::Address { address, .. } => !is_own(address),
                Target::Nobody { .. } => false,
                _ => true,
            };
            let is_pointed_at = match declaration.target {
                Target::Selected(_) => declaration.selects(class) != Truth::No,
                Target::Address { address, .. } => is_own(address),
                Target::Unknown => true,
                _ => false,
            };
            forward && declaration.is_for(class) != Truth::No
                || is_pointed_at && others(&|other| declaration.is_for(other))
        })
    }

    /// Whether a mistake keeps a BGPPeer from having sessions: Calico reads it differently from what is written, it names
    /// no neighbor, or its selector matches no node. In a list that several clusters share, the BGPPeers of other clusters
    /// are not mistakes.
    pub fn has_mistaken_declaration(&self) -> bool {
        let none =
            |choose: &dyn Fn(&NodeClass) -> Truth| self.classes.all().iter().all(|class| choose(class) == Truth::No);
        let shared = LazyCell::new(|| {
            let lists = self.cluster.unmatched_selectors().shared_lists;
            lists.into_iter().flatten().map(|selector| selector.text).collect::<BTreeSet<&str>>()
        });
        let is_shared = |field: &Field<String>| field.value().is_some_and(|text| shared.contains(text.as_str()));
        self.declarations.iter().any(|declaration| {
            let selects_none =
                matches!(declaration.target, Target::Selected(_)) && none(&|class| declaration.selects(class));
            let is_for_none = none(&|class| declaration.is_for(class));
            declaration.peer.is_misread()
                || declaration.is_without_target()
                || selects_none && !is_shared(&declaration.peer.peer_selector)
                || is_for_none && !is_shared(&declaration.peer.node_selector)
        })
    }
}

//! The nodes for which a BGPPeer is, and what follows for its sessions.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::cluster::{ClassId, NodeClass, SpeakerId};
use crate::known::{Known, Truth};
use crate::value::{AsNumber, Family};

use super::peer::{LocalSide, PeerDeclaration, Target};
use super::plan::Plan;

/// Whether the nodes of a BGPPeer have an address of the neighbor's family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyOfNodes {
    /// A node has an address of the family, or may have one.
    Possible,
    /// No node has an address of the family.
    Missing(Family),
    /// The BGPPeer is for no known node.
    NoNode,
}

impl Plan<'_> {
    /// The classes for which a BGPPeer is, or may be.
    fn classes_for(&self, declaration: &PeerDeclaration) -> impl Iterator<Item = &NodeClass> {
        declaration.classes_for(&self.classes).map(|class| &self.classes[class])
    }

    /// The only node for which a BGPPeer is, if the BGPPeer names the node's own address, so that there is no session.
    pub fn own_neighbor(&self, declaration: &PeerDeclaration) -> Option<(SpeakerId, IpAddr)> {
        let Target::Address { address, .. } = declaration.target else {
            return None;
        };
        if declaration.scope == LocalSide::Everywhere
            || self.classes_for(declaration).any(|class| declaration.is_for(class) != Truth::Yes)
        {
            return None;
        }
        let mut nodes = self.classes_for(declaration).flat_map(|class| class.members());
        let only = *nodes.next().filter(|_| nodes.next().is_none())?;
        let own = self.speakers[only].address(Family::of(address));
        (own == Known::Value(address)).then_some((only, address))
    }

    /// Whether the nodes of a BGPPeer have an address of the family of its `peerIP`.
    pub fn family_of_nodes(&self, declaration: &PeerDeclaration) -> FamilyOfNodes {
        let Target::Address { address, is_skipped: false, .. } = declaration.target else {
            return FamilyOfNodes::Possible;
        };
        let family = Family::of(address);
        // A node without any address gets one when calico-node starts, and another rule reports an address that Calico
        // drops.
        let may_have = |class: &NodeClass| {
            let speaker = &self.speakers[class.first()];
            let is_dropped = speaker.node.address(family).is_some_and(|fact| fact.field.is_set());
            !speaker.has_address() || is_dropped || !speaker.address(family).is_absent()
        };
        let mut classes = self.classes_for(declaration).peekable();
        match (classes.peek().is_none(), classes.any(may_have)) {
            (true, _) => FamilyOfNodes::NoNode,
            (false, true) => FamilyOfNodes::Possible,
            (false, false) => FamilyOfNodes::Missing(family),
        }
    }

    /// Whether all sessions of a BGPPeer are certainly within one AS; false for a BGPPeer without sessions.
    pub fn is_within_one_as(&self, declaration: &PeerDeclaration) -> bool {
        let remotes: Vec<Known<AsNumber>> = match declaration.target {
            Target::Address { .. } => vec![declaration.terms.peer_as],
            Target::Selected(selector) => {
                let selected = self.classes.selected_by(selector);
                let numbers: BTreeSet<Known<AsNumber>> =
                    selected.map(|class| self.as_number(self.first_of(class))).collect();
                numbers.into_iter().collect()
            }
            _ => return false,
        };
        // Only for a neighbor by address can a BGPPeer set another AS number than the node's.
        let given = match declaration.target {
            Target::Address { .. } => declaration.terms.local_as,
            _ => Known::Absent,
        };
        let is_same = |local: ClassId| {
            let node = self.first_of(local);
            let is_certain = !self.speakers[node].own_as.is_absent() || !self.globals.are_assumed();
            let claimed = given.or(self.as_number(node));
            is_certain && remotes.iter().all(|remote| matches!(claimed, Known::Value(_)) && claimed == *remote)
        };
        let mut locals = declaration.classes_for(&self.classes).peekable();
        locals.peek().is_some() && !remotes.is_empty() && locals.all(is_same)
    }
}

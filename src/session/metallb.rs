//! Neighbors with which both Calico and MetalLB's speakers peer, on the same nodes.

use crate::cluster::{BGP_PORT, Inventory, SelectorField};
use crate::known::Truth;
use crate::resource::{Field, MetalLbPeer, Resource};
use crate::selector::Selector;
use crate::value::parse_address;

use super::peer::{PeerDeclaration, PeerId, Target};
use super::plan::Plan;

/// A neighbor of both Calico's BIRD and MetalLB's speakers.
#[derive(Clone, Copy, Debug)]
pub struct SharedWithMetalLb<'c> {
    /// Calico's BGPPeer.
    pub peer: PeerId,
    /// MetalLB's BGPPeer.
    pub resource: &'c Resource,
    /// The content of MetalLB's BGPPeer.
    pub metallb: &'c MetalLbPeer,
}

impl<'c> Plan<'c> {
    /// The neighbors that Calico and MetalLB share, one for each of MetalLB's BGPPeers.
    pub fn shared_with_metallb(&self) -> Vec<SharedWithMetalLb<'c>> {
        let shared = self.cluster.all::<MetalLbPeer>().filter_map(|(resource, metallb)| {
            let address = metallb.address.value().and_then(|text| parse_address(text).ok())?;
            // With another source address or routing table it is a different session.
            if address.is_loopback() || metallb.source.is_set() || metallb.vrf.is_set() {
                return None;
            }
            let is_same = |declaration: &PeerDeclaration| {
                let dials = matches!(declaration.target, Target::Address { is_skipped: false, .. });
                let target = declaration.peer.peer_ip.value().filter(|target| dials && target.address == address);
                target.is_some_and(|target| is_same_port(target.port, &metallb.port)) && self.meet(declaration, metallb)
            };
            let (peer, _) = self.declarations.iter_with_ids().find(|(_, declaration)| is_same(declaration))?;
            Some(SharedWithMetalLb { peer, resource, metallb })
        });
        shared.collect()
    }

    /// Whether a node has both sessions, or may have both.
    fn meet(&self, declaration: &PeerDeclaration, metallb: &MetalLbPeer) -> bool {
        if !metallb.nodes.is_certain() {
            return false;
        }
        let selectors = metallb.nodes.value().map_or(&[][..], Vec::as_slice);
        let selectors: Vec<Selector> = selectors.iter().filter_map(|text| Selector::parse(text).ok()).collect();
        let is_everywhere = selectors.is_empty() || selectors.iter().any(Selector::is_always_true);
        let own = self.cluster.peer_selector(declaration.resource, SelectorField::Node);
        let is_for_all = declaration.is_global() || own.is_some_and(Selector::is_always_true);
        let is_known = self.speakers.iter_with_ids().any(|(id, speaker)| {
            let is_selected = |selector: &Selector| selector.evaluate(speaker.node) == Truth::Yes;
            (is_everywhere || selectors.iter().any(is_selected))
                && declaration.is_for(&self.classes[self.class_of(id)]) == Truth::Yes
        });
        let may_be_more = self.cluster.inventory != Inventory::Complete;
        is_known || may_be_more && (is_everywhere || is_for_all)
    }
}

/// Whether both connect to the same port; a router may distinguish sessions by port.
fn is_same_port(calico: Option<u16>, metallb: &Field<String>) -> bool {
    let port = match metallb.is_absent() {
        true => Some(BGP_PORT),
        false => metallb.value().and_then(|text| text.parse().ok()),
    };
    port.is_some_and(|port| port == calico.unwrap_or(BGP_PORT))
}

//! Which BGPPeer gives a node which neighbor: BGPPeers claim neighbors of a node, and the first claim on a neighbor wins
//! (Calico: confd's `updatePeersV1`).

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::cluster::SpeakerId;
use crate::known::{Known, Truth};
use crate::value::Family;

use super::index::common;
use super::peer::{PeerDeclaration, PeerId, Target};
use super::plan::Plan;
use super::port::claim_key;
use super::rendered::SessionKind;

/// A claim of a BGPPeer on a neighbor of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    /// The BGPPeer.
    pub declaration: PeerId,
    /// The Calico node that a selector found, or that the claim peers back with.
    pub node: Option<SpeakerId>,
    /// Whether the claim is the session back for a BGPPeer of the neighbor.
    pub is_reverse: bool,
    /// The port to which the node connects.
    pub port: Known<u16>,
}

/// Claims on one neighbor, by port, because the port is part of a claim.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The claims that are certain.
    pub by_port: BTreeMap<Known<u16>, Vec<Claim>>,
    /// Whether there may be more claims, because something is unknown.
    pub is_open: bool,
}

impl Claims {
    /// Adds a claim if it is certain.
    fn add(&mut self, claim: Claim, truth: Truth) {
        match truth {
            Truth::Yes => self.by_port.entry(claim_key(claim.port)).or_default().push(claim),
            Truth::No => {}
            Truth::Unknown => self.is_open = true,
        }
    }

    /// Drops what earlier claims have taken.
    fn yield_to(&mut self, others: &Claims) {
        self.by_port.retain(|port, _| !others.by_port.contains_key(port));
    }
}

impl Plan<'_> {
    /// The claims of all BGPPeers on one neighbor of a node, in confd's order.
    pub(super) fn claims(&self, local: SpeakerId, address: IpAddr) -> [(SessionKind, Claims); 3] {
        let global = self.global_claims(address);
        let mut scoped = self.scoped_claims(local, address);
        scoped.yield_to(&global);
        let mut reverse = self.reverse_claims(local, address);
        reverse.yield_to(&global);
        reverse.yield_to(&scoped);
        [(SessionKind::Global, global), (SessionKind::Node, scoped), (SessionKind::Node, reverse)]
    }

    /// The claims of BGPPeers for all nodes, which win over all others.
    fn global_claims(&self, address: IpAddr) -> Claims {
        let mut claims = Claims::default();
        for declaration in self.index.global_by_address.get(&address).into_iter().flatten() {
            self.claim_address(*declaration, Truth::Yes, &mut claims);
        }
        for node in self.speakers.at(address) {
            for declaration in &self.index.global_selecting[self.class_of(*node)] {
                self.claim_node(*declaration, Truth::Yes, *node, &mut claims);
            }
        }
        claims
    }

    /// The claims of BGPPeers for some nodes.
    fn scoped_claims(&self, local: SpeakerId, address: IpAddr) -> Claims {
        let class = self.class_of(local);
        let is_for = |declaration: PeerId| self.declarations[declaration].is_for(&self.classes[class]);
        let mut claims = Claims::default();
        let by_address = self.index.scoped_by_address.get(&address).map_or(&[][..], Vec::as_slice);
        for declaration in common(by_address, &self.index.scoped_external[class]) {
            self.claim_address(declaration, is_for(declaration), &mut claims);
        }
        for node in self.speakers.at(address) {
            let selecting = &self.index.selecting[self.class_of(*node)];
            for declaration in common(&self.index.scoped_selected[class], selecting) {
                self.claim_node(declaration, is_for(declaration), *node, &mut claims);
            }
        }
        claims
    }

    /// The claims for the other direction of BGPPeers that point at the node.
    fn reverse_claims(&self, local: SpeakerId, address: IpAddr) -> Claims {
        let mut claims = Claims::default();
        let (class, family) = (self.class_of(local), Family::of(address));
        for node in self.speakers.at(address) {
            let other = self.class_of(*node);
            let scoped = common(&self.index.reversing[class][family as usize], &self.index.scoped[other]);
            let global = self.index.global_reversing[class][family as usize].iter().copied();
            for id in scoped.chain(global) {
                let declaration = &self.declarations[id];
                let points_here = declaration.reverses_from(&self.classes[class], family);
                let truth = points_here.and(declaration.is_for(&self.classes[other]));
                let claim = Claim { declaration: id, node: Some(*node), is_reverse: true, port: self.port(*node) };
                claims.add(claim, truth);
            }
        }
        claims
    }

    fn claim_address(&self, declaration: PeerId, truth: Truth, claims: &mut Claims) {
        if let Target::Address { port, .. } = self.declarations[declaration].target {
            claims.add(Claim { declaration, node: None, is_reverse: false, port }, truth);
        }
    }

    fn claim_node(&self, declaration: PeerId, is_for: Truth, node: SpeakerId, claims: &mut Claims) {
        let truth = is_for.and(self.declarations[declaration].selects(&self.classes[self.class_of(node)]));
        claims.add(Claim { declaration, node: Some(node), is_reverse: false, port: self.port(node) }, truth);
    }

    /// The BGPPeer for all nodes that claims every neighbor of a BGPPeer for some nodes, so that the latter never has a
    /// session.
    pub fn displaced_by(&self, declaration: PeerId) -> Option<PeerId> {
        let declaration = &self.declarations[declaration];
        if declaration.is_global() {
            return None;
        }
        let claimant = |address: IpAddr, port: Known<u16>| {
            let claims = self.global_claims(address);
            let claims_on_port = claims.by_port.get(&claim_key(port))?.iter();
            let claim = claims_on_port.min_by_key(|claim| (claim.node.is_some(), claim.declaration))?;
            Some(claim.declaration).filter(|_| !claims.is_open)
        };
        match declaration.target {
            Target::Address { address, port, is_skipped: false, .. } => claimant(address, port),
            Target::Selected(_) => {
                let classes = declaration.classes_selected(&self.classes).map(|class| self.first_of(class));
                let neighbors = classes.flat_map(|node| {
                    let address = move |family| self.speakers[node].address(family).value();
                    Family::BOTH.into_iter().filter_map(address).map(move |address| (address, self.port(node)))
                });
                let claimants: Option<Vec<PeerId>> = neighbors.map(|(address, port)| claimant(address, port)).collect();
                claimants?.first().copied().or_else(|| self.global_alike(declaration))
            }
            _ => None,
        }
    }

    /// The BGPPeer for all nodes that selects its neighbors by the same selector, so that the neighbors are always the
    /// same.
    fn global_alike(&self, declaration: &PeerDeclaration) -> Option<PeerId> {
        let selector = |declaration: &PeerDeclaration| match declaration.target {
            Target::Selected(selector) => Some(selector),
            _ => None,
        };
        let mut globals = self.index.global_selected.iter().copied();
        globals.find(|peer| selector(&self.declarations[*peer]) == selector(declaration))
    }
}

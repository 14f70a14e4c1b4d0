//! The sessions that a node renders for a claim, for its pods and for the mesh (Calico: confd's `buildPeerFromData` and
//! `processMeshPeers`).

use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::SpeakerId;
use crate::known::{Known, Truth};
use crate::resource::SourceAddress;
use crate::value::{AsNumber, Family};

use super::claims::Claim;
use super::peer::{PeerDeclaration, PeerId, Target};
use super::plan::Plan;
use super::rendered::{ConflictingPeer, Origin, Session, SessionKind};
use super::terms::Terms;

impl<'c> Plan<'c> {
    /// The session of the claim that wins: the first by the name of the BGPPeer, if the winner is random.
    pub(super) fn winner(
        &self,
        local: SpeakerId,
        kind: SessionKind,
        address: IpAddr,
        mut claims: Vec<Claim>,
    ) -> Option<Session<'c>> {
        claims.sort_by_key(|claim| claim.declaration);
        let mut sessions = claims.iter().map(|claim| self.session(local, kind, address, claim));
        let mut winner = sessions.next()?;
        for other in sessions {
            let Some(declaration) = other.origin.declaration().filter(|_| winner.origin != other.origin) else {
                continue;
            };
            let difference = winner.differ(&other);
            if !difference.terms.is_empty()
                && winner.conflicting.iter().all(|conflicting| conflicting.declaration != declaration)
            {
                winner.conflicting.push(ConflictingPeer { declaration, differing: difference.terms });
            } else if !difference.is_open && !winner.duplicates.contains(&declaration) {
                winner.duplicates.push(declaration);
            }
        }
        Some(winner)
    }

    /// A session as confd renders it from a claim.
    fn session(&self, local: SpeakerId, kind: SessionKind, address: IpAddr, claim: &Claim) -> Session<'c> {
        let family = Family::of(address);
        let PeerDeclaration { target, terms, .. } = &self.declarations[claim.declaration];
        let own = self.speakers[local].address(family);
        // Only if a selector or the session of the other end has found the node are its AS number and cluster ID known.
        let (terms, peer_as, neighbor_id) = match claim.node {
            Some(node) => (terms.by_selector(), self.as_number(node), self.speakers[node].cluster_id),
            None => (*terms, terms.peer_as.or(Known::Value(AsNumber(0))), Known::Absent),
        };
        let terms = terms.between(peer_as, terms.local_as.or(self.as_number(local)));
        let is_calico_node = matches!(target, Target::Address { is_calico_node: true, .. }) && claim.node.is_none();
        Session {
            local,
            family,
            kind,
            address: Some(address),
            port: claim.port,
            remote: self.speakers.at(address).first().copied(),
            source: own.value().filter(|_| terms.source_address != Known::Value(SourceAddress::None)),
            is_passive: kind == SessionKind::Global && is_calico_node && waits(own, address),
            cluster_id: self.client_id(local, &terms, neighbor_id),
            terms,
            is_reverse: claim.is_reverse,
            origin: Origin::Declaration(claim.declaration),
            conflicting: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    /// The sessions of a node with its own pods.
    pub(super) fn sessions_with_pods(&self, local: SpeakerId, family: Family) -> Vec<Session<'c>> {
        let class = &self.classes[self.class_of(local)];
        let of_node = |peer: &&PeerId| self.declarations[**peer].is_for(class) == Truth::Yes;
        let session = |id: &PeerId| {
            let terms = self.declarations[*id].terms.for_pods();
            let peer_as = terms.peer_as.or(Known::Value(AsNumber(0)));
            let terms = terms.between(peer_as, terms.local_as.or(self.as_number(local)));
            Session {
                local,
                family,
                kind: SessionKind::LocalWorkload,
                address: None,
                port: Known::Absent,
                remote: None,
                source: None,
                is_passive: true,
                cluster_id: self.client_id(local, &terms, Known::Absent),
                terms,
                is_reverse: false,
                origin: Origin::Declaration(*id),
                conflicting: Vec::new(),
                duplicates: Vec::new(),
            }
        };
        self.index.local_workloads.iter().filter(of_node).map(session).collect()
    }

    /// The mesh session between two nodes, at one address of the second node.
    pub(super) fn mesh_session(&self, local: SpeakerId, remote: SpeakerId, address: IpAddr) -> Session<'c> {
        let family = Family::of(address);
        let own = self.speakers[local].address(family);
        let stand_in = if self.globals.mesh_takes_own_as { self.as_number(local) } else { self.globals.as_number };
        Session {
            local,
            family,
            kind: SessionKind::Mesh,
            address: Some(address),
            port: self.port(remote),
            remote: Some(remote),
            source: own.value(),
            is_passive: waits(own, address),
            // Nodes with a cluster ID are not in the mesh.
            cluster_id: Known::Absent,
            terms: Terms {
                peer_as: self.speakers[remote].own_as.or(stand_in),
                local_as: self.as_number(local),
                ..self.globals.mesh_terms
            },
            is_reverse: false,
            origin: Origin::Mesh,
            conflicting: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    /// The node's cluster ID, if the neighbor is its client: in the same AS, without a cluster ID or with another one.
    fn client_id(&self, local: SpeakerId, terms: &Terms, neighbor_id: Known<Ipv4Addr>) -> Known<Ipv4Addr> {
        let own = self.speakers[local].cluster_id;
        match (own.is_absent(), terms.peer_as.same(terms.local_as)) {
            (true, _) | (_, Truth::No) => Known::Absent,
            (_, Truth::Unknown) => Known::Unknown,
            _ if own.is_unknown() || neighbor_id.is_unknown() => Known::Unknown,
            _ if neighbor_id == own => Known::Absent,
            _ => own,
        }
    }
}

/// Of two Calico nodes, the one with the lesser address, compared as text, waits for the other to connect.
fn waits(own: Known<IpAddr>, neighbor: IpAddr) -> bool {
    own.value().is_some_and(|own| neighbor.to_string() > own.to_string())
}

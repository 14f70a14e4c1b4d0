//! Who peers with whom: BGPPeers claim neighbours of a node, and the first to claim one wins (Calico: confd's
//! `updatePeersV1`, `processMeshPeers` and `buildPeerFromData`).

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::{ClassId, SpeakerId};
use crate::known::{Known, Truth};
use crate::resource::value::{AsNumber, Family};
use crate::resource::{BgpPeer, NextHopMode, SourceAddress};

use super::fit::BGP_PORT;
use super::peering::{PeerId, Peering, Target};
use super::plan::Sessions;
use super::rendered::{Comparison, Kind, NextHop, Origin, Rival, Session};

/// The sessions of one node with one address.
#[derive(Debug, Default)]
pub(super) struct Ends<'c> {
    /// The sessions, in the order of their names.
    pub sessions: Vec<Session<'c>>,
    /// Whether there may be others, because something is not known.
    pub is_open: bool,
}

/// A claim of a BGPPeer on a neighbour of a node.
#[derive(Clone, Copy, Debug)]
struct Claim {
    /// The BGPPeer.
    peering: PeerId,
    /// The Calico node that it was found by, by a selector or as the side that is peered back with.
    node: Option<SpeakerId>,
    /// Whether it answers a BGPPeer of the neighbour.
    is_reverse: bool,
    /// The port that is dialled.
    port: Known<u16>,
}

/// Claims by port, which is a part of what is claimed; 179 and none are the same (Calico: `combineAddrAndPort`).
type Claims = BTreeMap<Known<u16>, Vec<Claim>>;

impl<'c> Sessions<'c> {
    /// All sessions of a node: IPv4 before IPv6, each by name. Sessions with pods stand for as many as there are pods.
    pub fn of(&self, local: SpeakerId) -> Vec<Session<'c>> {
        Family::BOTH.into_iter().flat_map(|family| self.of_family(local, family)).collect()
    }

    /// The sessions of a class's first node, one for all neighbours that are alike, each with how many these are.
    pub fn of_class(&self, class: ClassId) -> Vec<(Session<'c>, usize)> {
        let local = self.first_of(class);
        let mut sessions: Vec<_> = self.external(local).into_iter().map(|session| (session, 1)).collect();
        for other in self.classes.ids() {
            let Some((_, remote)) = self.sample_pair(class, other) else {
                continue;
            };
            let count = self.members(other).len() - usize::from(class == other);
            for family in Family::BOTH {
                if let Known::Value(address) = self.speakers[remote].address(family) {
                    // Nodes with one address are one neighbour; such nodes are a class of their own.
                    let at_address = self.at_address.get(&address).map_or(&[][..], Vec::as_slice);
                    let is_alone = at_address.len() < 2;
                    if !is_alone && at_address.iter().position(|node| self.class_of(*node) == other) != Some(0) {
                        continue;
                    }
                    let count = if is_alone { count } else { 1 };
                    sessions.extend(self.to(local, address).sessions.into_iter().map(|session| (session, count)));
                }
            }
        }
        sessions
    }

    fn of_family(&self, local: SpeakerId, family: Family) -> Vec<Session<'c>> {
        if self.speakers[local].address(family) == Known::Absent {
            return Vec::new();
        }
        let mut sessions = self.to_pods(local, family);
        for address in self.external_addresses(local, family) {
            sessions.extend(self.to(local, address).sessions);
        }
        let mut addresses: Vec<IpAddr> =
            self.speakers.iter().filter_map(|speaker| speaker.address(family).value()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        for address in addresses {
            sessions.extend(self.to(local, address).sessions);
        }
        sessions.sort_by_cached_key(Session::name);
        sessions
    }

    /// The sessions of a node with what is no Calico node: routers and pods.
    pub fn external(&self, local: SpeakerId) -> Vec<Session<'c>> {
        let mut sessions = Vec::new();
        for family in Family::BOTH {
            if self.speakers[local].address(family) != Known::Absent {
                sessions.extend(self.to_pods(local, family));
                for address in self.external_addresses(local, family) {
                    sessions.extend(self.to(local, address).sessions);
                }
            }
        }
        sessions
    }

    /// The addresses that BGPPeers for a node name and no node has.
    fn external_addresses(&self, local: SpeakerId, family: Family) -> Vec<IpAddr> {
        let scoped = &self.index.scoped_external[self.class_of(local)];
        let scoped = scoped.iter().filter_map(|peering| match self.peerings[*peering].target {
            Target::Address { address, .. } => Some(address),
            _ => None,
        });
        let mut addresses: Vec<IpAddr> = self.global_addresses().chain(scoped).collect();
        addresses.retain(|address| Family::of(*address) == family && !self.at_address.contains_key(address));
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }

    fn global_addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        self.peerings.iter().filter(|peering| peering.is_global()).filter_map(|peering| match peering.target {
            Target::Address { address, is_skipped: false, .. } => Some(address),
            _ => None,
        })
    }

    /// The sessions of a node with one address, by name.
    pub(super) fn to(&self, local: SpeakerId, address: IpAddr) -> Ends<'c> {
        let family = Family::of(address);
        let mut ends = Ends::default();
        match self.speakers[local].address(family) {
            Known::Absent => return ends,
            // A node does not peer with itself, nor with another one at its address.
            Known::Value(own) if own == address => return ends,
            Known::Value(_) => {}
            Known::Unknown => ends.is_open = true,
        }
        let nodes: &[SpeakerId] = self.at_address.get(&address).map_or(&[], Vec::as_slice);
        let global = self.global_claims(nodes, address, &mut ends);
        let mut scoped = self.scoped_claims(local, nodes, address, &mut ends);
        scoped.retain(|port, _| !global.contains_key(port));
        let mut reverse = self.reverse_claims(local, nodes, family, &mut ends);
        reverse.retain(|port, _| !global.contains_key(port) && !scoped.contains_key(port));
        for (kind, claims) in [(Kind::Global, global), (Kind::Node, scoped), (Kind::Node, reverse)] {
            for claims in claims.into_values() {
                ends.sessions.extend(self.winner(local, kind, address, claims));
            }
        }
        self.add_mesh(local, nodes, address, &mut ends);
        ends.sessions.sort_by_key(Session::rank);
        ends
    }

    /// Claims of BGPPeers for all nodes; they take precedence over all others.
    fn global_claims(&self, nodes: &[SpeakerId], address: IpAddr, ends: &mut Ends) -> Claims {
        let mut claims = Claims::new();
        for peering in self.index.global_by_address.get(&address).into_iter().flatten() {
            self.claim_address(*peering, Truth::Yes, &mut claims, ends);
        }
        for peering in &self.index.global_selected {
            self.claim_selected(*peering, Truth::Yes, nodes, &mut claims, ends);
        }
        claims
    }

    /// The BGPPeer for all nodes that claims every neighbour of one for some nodes, whose sessions then never exist.
    pub fn displaced_by(&self, peering: PeerId) -> Option<PeerId> {
        let peering = &self.peerings[peering];
        if peering.is_global() {
            return None;
        }
        let claimant = |address: IpAddr, port: Known<u16>| {
            let mut ends = Ends::default();
            let nodes: &[SpeakerId] = self.at_address.get(&address).map_or(&[], Vec::as_slice);
            let claims = self.global_claims(nodes, address, &mut ends);
            claims.get(&claim_key(port)).and_then(|claims| Some(claims.first()?.peering)).filter(|_| !ends.is_open)
        };
        match peering.target {
            Target::Address { address, port, is_skipped: false, .. } => claimant(address, port),
            Target::Selected(_) => {
                let classes = self.classes.all().iter().filter(|class| peering.selects(class) != Truth::No);
                let neighbours = classes.flat_map(|class| {
                    let address = |family| self.speakers[class.first()].address(family).value();
                    Family::BOTH.into_iter().filter_map(address).map(|address| (address, self.port(class.first())))
                });
                let claimants: Option<Vec<PeerId>> =
                    neighbours.map(|(address, port)| claimant(address, port)).collect();
                claimants?.first().copied().or_else(|| self.global_alike(peering))
            }
            _ => None,
        }
    }

    /// The BGPPeer for all nodes that chooses its neighbours by the same selector, whichever these are.
    fn global_alike(&self, peering: &Peering) -> Option<PeerId> {
        let selector = |peering: &Peering| match peering.target {
            Target::Selected(selector) => Some(selector),
            _ => None,
        };
        let mut globals = self.index.global_selected.iter().copied();
        globals.find(|peer| selector(&self.peerings[*peer]) == selector(peering))
    }

    /// Claims of BGPPeers for some nodes.
    fn scoped_claims(&self, local: SpeakerId, nodes: &[SpeakerId], address: IpAddr, ends: &mut Ends) -> Claims {
        let class = &self.classes[self.class_of(local)];
        let mut claims = Claims::new();
        for peering in self.index.scoped_by_address.get(&address).into_iter().flatten() {
            self.claim_address(*peering, self.peerings[*peering].is_for(class), &mut claims, ends);
        }
        if !nodes.is_empty() {
            for peering in &self.index.scoped_selected[self.class_of(local)] {
                self.claim_selected(*peering, self.peerings[*peering].is_for(class), nodes, &mut claims, ends);
            }
        }
        claims
    }

    /// Claims of BGPPeers that point at the node, for the other side.
    fn reverse_claims(&self, local: SpeakerId, nodes: &[SpeakerId], family: Family, ends: &mut Ends) -> Claims {
        let mut claims = Claims::new();
        if nodes.is_empty() {
            return claims;
        }
        let class = &self.classes[self.class_of(local)];
        for id in &self.index.reversing[self.class_of(local)][family as usize] {
            let peering = &self.peerings[*id];
            let points_here = peering.reverses_from(class, family);
            for node in nodes {
                let truth = points_here.and(peering.is_for(&self.classes[self.class_of(*node)]));
                let claim = Claim { peering: *id, node: Some(*node), is_reverse: true, port: self.port(*node) };
                add(&mut claims, claim, truth, ends);
            }
        }
        claims
    }

    fn claim_address(&self, peering: PeerId, truth: Truth, claims: &mut Claims, ends: &mut Ends) {
        if let Target::Address { port, .. } = self.peerings[peering].target {
            add(claims, Claim { peering, node: None, is_reverse: false, port }, truth, ends);
        }
    }

    fn claim_selected(
        &self,
        peering: PeerId,
        is_for: Truth,
        nodes: &[SpeakerId],
        claims: &mut Claims,
        ends: &mut Ends,
    ) {
        for node in nodes {
            let truth = is_for.and(self.peerings[peering].selects(&self.classes[self.class_of(*node)]));
            let claim = Claim { peering, node: Some(*node), is_reverse: false, port: self.port(*node) };
            add(claims, claim, truth, ends);
        }
    }

    /// The session of the claim that wins: the first by the BGPPeer's name, where it is random.
    fn winner(&self, local: SpeakerId, kind: Kind, address: IpAddr, mut claims: Vec<Claim>) -> Option<Session<'c>> {
        claims.sort_by_key(|claim| claim.peering);
        let mut sessions = claims.iter().map(|claim| self.session(local, kind, address, claim));
        let mut winner = sessions.next()?;
        for other in sessions {
            let Some(peering) = other.origin.peering().filter(|_| winner.origin != other.origin) else {
                continue;
            };
            let Comparison { differing, is_open } = winner.compare(&other);
            if !differing.is_empty() && winner.rivals.iter().all(|rival| rival.peering != peering) {
                winner.rivals.push(Rival { peering, differing });
            } else if !is_open && !winner.repeats.contains(&peering) {
                winner.repeats.push(peering);
            }
        }
        Some(winner)
    }

    /// A session as confd renders it from a claim.
    fn session(&self, local: SpeakerId, kind: Kind, address: IpAddr, claim: &Claim) -> Session<'c> {
        let family = Family::of(address);
        let Peering { peer, target, password, .. } = &self.peerings[claim.peering];
        let peer: &'c BgpPeer = peer;
        let by_address = claim.node.is_none();
        let own = self.speakers[local].address(family);
        // The AS number and the cluster ID of a node are known where a selector, or the other side, found it.
        let (peer_as, neighbour_id) = match claim.node {
            Some(node) => (self.as_number(node), self.speakers[node].cluster_id),
            None => (peer.as_number.to_known().or(Known::Value(AsNumber(0))), Known::Absent),
        };
        let local_as = match by_address {
            true => given_local_as(peer).or(self.as_number(local)),
            false => self.as_number(local),
        };
        let is_calico_node = matches!(target, Target::Address { is_calico_node: true, .. }) && by_address;
        Session {
            local,
            family,
            kind,
            address: Some(address),
            port: claim.port,
            remote: self.at_address.get(&address).and_then(|nodes| nodes.first()).copied(),
            peer_as,
            local_as,
            source: own.value().filter(|_| peer.source_address.value() != Some(&SourceAddress::None)),
            is_passive: kind == Kind::Global && is_calico_node && waits(own, address),
            cluster_id: self.client_id(local, peer_as, local_as, neighbour_id),
            ttl_security: positive(peer.ttl_security.to_known()),
            next_hop: next_hop(peer, peer_as, local_as),
            allowed_local_as: match by_address {
                true => positive(peer.num_allowed_local_as_numbers.to_known()),
                false => Known::Absent,
            },
            restart: peer.max_restart_time.to_known().map(|time| time.rounded_seconds()),
            keepalive: peer.keepalive_time.to_known().map(|time| time.rounded_seconds()),
            password: *password,
            filters: peer.filters.items(),
            gateway: peer.reachable_by.to_known(),
            is_reverse: claim.is_reverse,
            origin: Origin::Peering(claim.peering),
            rivals: Vec::new(),
            repeats: Vec::new(),
        }
    }

    /// The sessions of a node with its own pods: of a BGPPeer they take only AS numbers and filters.
    fn to_pods(&self, local: SpeakerId, family: Family) -> Vec<Session<'c>> {
        let class = &self.classes[self.class_of(local)];
        let of_node = |peer: &&PeerId| self.peerings[**peer].is_for(class) == Truth::Yes;
        let session = |id: &PeerId| {
            let peer = self.peerings[*id].peer;
            let peer_as = peer.as_number.to_known().or(Known::Value(AsNumber(0)));
            let local_as = given_local_as(peer).or(self.as_number(local));
            Session {
                kind: Kind::LocalWorkload,
                address: None,
                remote: None,
                peer_as,
                local_as,
                source: None,
                is_passive: true,
                cluster_id: self.client_id(local, peer_as, local_as, Known::Absent),
                filters: peer.filters.items(),
                origin: Origin::Peering(*id),
                ..bare(local, family)
            }
        };
        self.index.local_workloads.iter().filter(of_node).map(session).collect()
    }

    /// The node-to-node mesh: every node without a cluster ID peers with every other one without.
    fn add_mesh(&self, local: SpeakerId, nodes: &[SpeakerId], address: IpAddr, ends: &mut Ends<'c>) {
        let own_id = self.speakers[local].cluster_id;
        if self.globals.mesh == Known::Value(false) || matches!(own_id, Known::Value(_)) {
            return;
        }
        for node in nodes.iter().filter(|node| **node != local) {
            let other = &self.speakers[*node];
            match (self.globals.mesh, own_id, other.cluster_id) {
                (Known::Value(true), Known::Absent, Known::Absent) => {
                    ends.sessions.push(self.mesh_session(local, *node, address));
                }
                (_, _, Known::Value(_)) => {}
                _ => ends.is_open = true,
            }
        }
    }

    fn mesh_session(&self, local: SpeakerId, node: SpeakerId, address: IpAddr) -> Session<'c> {
        let family = Family::of(address);
        let own = self.speakers[local].address(family);
        let stand_in = if self.globals.mesh_takes_own_as { self.as_number(local) } else { self.globals.as_number };
        Session {
            kind: Kind::Mesh,
            address: Some(address),
            port: self.port(node),
            remote: Some(node),
            peer_as: self.speakers[node].own_as.or(stand_in),
            local_as: self.as_number(local),
            source: own.value(),
            is_passive: waits(own, address),
            restart: self.globals.mesh_restart,
            password: self.globals.mesh_password,
            origin: Origin::Mesh,
            ..bare(local, family)
        }
    }

    /// The node's cluster ID, where it takes the neighbour for a client: one AS, and no cluster ID or another one.
    fn client_id(
        &self,
        local: SpeakerId,
        peer_as: Known<AsNumber>,
        local_as: Known<AsNumber>,
        neighbour_id: Known<Ipv4Addr>,
    ) -> Known<Ipv4Addr> {
        let own = self.speakers[local].cluster_id;
        match (peer_as, local_as) {
            _ if own == Known::Absent => Known::Absent,
            (Known::Unknown, _) | (_, Known::Unknown) => Known::Unknown,
            (theirs, ours) if theirs != ours => Known::Absent,
            _ if own.is_unknown() || neighbour_id.is_unknown() => Known::Unknown,
            _ if neighbour_id == own => Known::Absent,
            _ => own,
        }
    }
}

fn add(claims: &mut Claims, claim: Claim, truth: Truth, ends: &mut Ends) {
    match truth {
        Truth::Yes => claims.entry(claim_key(claim.port)).or_default().push(claim),
        Truth::No => {}
        Truth::Unknown => ends.is_open = true,
    }
}

/// The port as a part of what is claimed.
pub(super) fn claim_key(port: Known<u16>) -> Known<u16> {
    if port == Known::Value(BGP_PORT) { Known::Absent } else { port }
}

/// A session with nothing in it yet.
fn bare<'c>(local: SpeakerId, family: Family) -> Session<'c> {
    Session {
        local,
        family,
        kind: Kind::Node,
        address: None,
        port: Known::Absent,
        remote: None,
        peer_as: Known::Absent,
        local_as: Known::Absent,
        source: None,
        is_passive: false,
        cluster_id: Known::Absent,
        ttl_security: Known::Absent,
        next_hop: Known::Value(NextHop::Auto),
        allowed_local_as: Known::Absent,
        restart: Known::Absent,
        keepalive: Known::Absent,
        password: Known::Absent,
        filters: &[],
        gateway: Known::Absent,
        is_reverse: false,
        origin: Origin::Mesh,
        rivals: Vec::new(),
        repeats: Vec::new(),
    }
}

/// Of two Calico nodes the one with the lesser address, as text, waits for the other to dial.
fn waits(own: Known<IpAddr>, neighbour: IpAddr) -> bool {
    own.value().is_some_and(|own| neighbour.to_string() > own.to_string())
}

/// `localASNumber`; 0 counts as absent.
fn given_local_as(peer: &BgpPeer) -> Known<AsNumber> {
    match peer.local_as_number.to_known() {
        Known::Value(AsNumber(0)) => Known::Absent,
        known => known,
    }
}

fn positive(number: Known<i64>) -> Known<i64> {
    match number {
        Known::Value(number) if number <= 0 => Known::Absent,
        known => known,
    }
}

/// `nextHopMode`, or the deprecated `keepOriginalNextHop`, which only acts between two AS.
fn next_hop(peer: &BgpPeer, peer_as: Known<AsNumber>, local_as: Known<AsNumber>) -> Known<NextHop> {
    match peer.next_hop_mode.to_known() {
        Known::Value(NextHopMode::ToSelf) => Known::Value(NextHop::ToSelf),
        Known::Value(NextHopMode::Keep) => Known::Value(NextHop::Keep),
        Known::Value(NextHopMode::Auto) => Known::Value(NextHop::Auto),
        Known::Unknown => Known::Unknown,
        Known::Absent => match peer.keep_original_next_hop.to_known() {
            Known::Value(true) if peer_as.is_unknown() || local_as.is_unknown() => Known::Unknown,
            Known::Value(true) if peer_as != local_as => Known::Value(NextHop::Keep),
            Known::Unknown => Known::Unknown,
            _ => Known::Value(NextHop::Auto),
        },
    }
}

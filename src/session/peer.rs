//! A BGPPeer as confd takes it: which nodes it is for, and whom they are to peer with.

use std::net::IpAddr;

use crate::cluster::{Cluster, NodeClass, SelectorId, Speaker, SpeakerId, Speakers};
use crate::ids::ids;
use crate::known::{Known, Truth};
use crate::resource::value::{AsNumber, Family};
use crate::resource::{BgpPeer, PeerScope, Place, Resource, ReversePeering};

use super::globals::Globals;
use super::password;
use super::port::claim_key;
use super::terms::{Term, Terms};

ids! {
    /// A BGPPeer. Ids are in the order of the names.
    pub struct PeerId;
}

/// A BGPPeer.
#[derive(Debug)]
pub struct PeerDeclaration<'c> {
    /// Its resource.
    pub resource: &'c Resource,
    /// What it says.
    pub peer: &'c BgpPeer,
    /// The nodes that it is for.
    pub scope: LocalSide,
    /// Whom they peer with.
    pub target: Target,
    /// The terms that it gives to its sessions.
    pub terms: Terms<'c>,
}

/// The nodes that a BGPPeer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalSide {
    /// All of them: neither `nodeSelector` nor `node` is set.
    Everywhere,
    /// Those that its `nodeSelector` matches.
    Selected(SelectorId),
    /// The one called by `node`; `None` where no such node is known.
    Node(Option<SpeakerId>),
    /// It cannot be known.
    Unknown,
}

/// Whom a BGPPeer's nodes peer with.
#[derive(Clone, Debug)]
pub enum Target {
    /// Pods of the node itself (`localWorkloadSelector`).
    LocalWorkloads,
    /// The nodes that its `peerSelector` matches.
    Selected(SelectorId),
    /// One address (`peerIP`).
    Address {
        /// The neighbour.
        address: IpAddr,
        /// The port that is dialled: the one given, else that of the Calico node at the address.
        port: Known<u16>,
        /// Whether a Calico node has the address, written in the same way.
        is_calico_node: bool,
        /// The Calico nodes at the address that confd takes for the neighbour: AS number and port fit too.
        nodes: Vec<(SpeakerId, Truth)>,
        /// Whether confd skips the forward sessions: the gateway is malformed or of the other family.
        is_skipped: bool,
    },
    /// Nobody: none is given, and confd skips the forward sessions with a log line.
    Nobody {
        /// The Calico nodes that it points back from all the same: confd compares the empty text with their addresses, and
        /// takes those without IPv4 or without IPv6, if they are of the AS (Calico: confd's `nodesWithIPPortAndAS`).
        nodes: Vec<(SpeakerId, Truth)>,
    },
    /// It cannot be known.
    Unknown,
}

impl<'c> PeerDeclaration<'c> {
    pub(super) fn new(
        cluster: &Cluster<'c>,
        (resource, peer): (&'c Resource, &'c BgpPeer),
        find: impl Fn(&str) -> Option<SelectorId>,
        speakers: &Speakers,
        globals: &Globals,
    ) -> PeerDeclaration<'c> {
        let scope = match peer.scope() {
            PeerScope::Everywhere => LocalSide::Everywhere,
            PeerScope::Selected(text) => find(text).map_or(LocalSide::Unknown, LocalSide::Selected),
            PeerScope::Node(name) => LocalSide::Node(speakers.named(name)),
            PeerScope::Unknown => LocalSide::Unknown,
        };
        // Calico: the first of these that is set counts.
        let target = match (peer.is_for_pods(), peer.peer_selector.as_known()) {
            (true, _) => Target::LocalWorkloads,
            (false, Known::Value(text)) => find(text).map_or(Target::Unknown, Target::Selected),
            (false, Known::Unknown) => Target::Unknown,
            (false, Known::Absent) => address_target(peer, speakers, globals),
        };
        let terms = Terms::of(peer, password::found(cluster, &peer.password));
        PeerDeclaration { resource, peer, scope, target, terms }
    }

    /// The BGPPeer's name.
    pub fn name(&self) -> &'c str {
        self.resource.name()
    }

    /// Whether it is for all nodes, so that its sessions take precedence over those of single nodes.
    pub fn is_global(&self) -> bool {
        self.scope == LocalSide::Everywhere
    }

    /// Whether it does not say with whom to peer.
    pub fn is_without_target(&self) -> bool {
        matches!(self.target, Target::Nobody { .. })
    }

    /// Whether it names an address at which Calico, which compares addresses as text, finds no Calico node: that of an external
    /// router, or that of a node in another spelling.
    pub fn names_no_calico_node(&self) -> bool {
        matches!(self.target, Target::Address { is_calico_node: false, .. })
    }

    /// Where it writes a term, or else the neighbors that the term is for.
    pub(super) fn place_of(&self, term: Term) -> Place {
        let neighbors = || self.peer.peer_selector.span().or_else(|| self.peer.peer_ip.span());
        self.resource.at(term.set_in(self.peer).or_else(neighbors).unwrap_or_default())
    }

    /// The port as a part of what it claims; absent too where that of each node is taken.
    pub(super) fn claimed_port(&self) -> Known<u16> {
        match self.target {
            Target::Address { port, .. } => claim_key(port),
            _ => Known::Absent,
        }
    }

    /// Whether it is for the nodes of a class.
    pub fn is_for(&self, class: &NodeClass) -> Truth {
        match self.scope {
            LocalSide::Everywhere => Truth::Yes,
            LocalSide::Selected(selector) => class.is_selected(selector),
            LocalSide::Node(node) => Truth::from(node == Some(class.first())),
            LocalSide::Unknown => Truth::Unknown,
        }
    }

    /// Whether its `peerSelector` matches the nodes of a class.
    pub fn selects(&self, class: &NodeClass) -> Truth {
        match self.target {
            Target::Selected(selector) => class.is_selected(selector),
            Target::Unknown => Truth::Unknown,
            _ => Truth::No,
        }
    }

    /// Whether the nodes of a class are among those that it points at, over this family, and that peer back by
    /// themselves (`reversePeering`).
    pub fn reverses_from(&self, class: &NodeClass, family: Family) -> Truth {
        let is_automatic = match self.peer.reverse_peering.to_known() {
            Known::Value(ReversePeering::Manual) => Truth::No,
            Known::Unknown => Truth::Unknown,
            _ => Truth::Yes,
        };
        let is_pointed_at = match &self.target {
            Target::Selected(selector) => class.is_selected(*selector),
            Target::Address { address, nodes, .. } if Family::of(*address) == family => pointed_at(nodes, class),
            Target::Nobody { nodes } if family == Family::V4 => pointed_at(nodes, class),
            Target::Unknown => Truth::Unknown,
            _ => Truth::No,
        };
        is_automatic.and(is_pointed_at)
    }
}

/// What a list of nodes, in the order of their ids, says of a class.
fn pointed_at(nodes: &[(SpeakerId, Truth)], class: &NodeClass) -> Truth {
    let found = nodes.binary_search_by_key(&class.first(), |(node, _)| *node);
    found.map_or(Truth::No, |at| nodes[at].1)
}

/// What `peerIP` points at (Calico: confd's `nodesWithIPPortAndAS`).
fn address_target(peer: &BgpPeer, speakers: &Speakers, globals: &Globals) -> Target {
    let expected = peer.as_number.to_known().or(globals.as_number);
    let Some(target) = &peer.dialled else {
        return match (peer.peer_ip.counts_as_absent(), peer.peer_ip.is_invalid()) {
            (true, _) => Target::Nobody { nodes: half_addressed(speakers, expected, globals) },
            // What confd cannot read is skipped; what a placeholder stands for is not known.
            (false, true) => Target::Nobody { nodes: Vec::new() },
            (false, false) => Target::Unknown,
        };
    };
    // Calico compares the address as text, so that an IPv6 address in another spelling is another one.
    let is_spelled_alike = target.host == target.address.to_string();
    let there: &[SpeakerId] = if is_spelled_alike { speakers.at(target.address) } else { &[] };
    let nodes: Vec<(SpeakerId, Truth)> = there
        .iter()
        .map(|id| {
            let speaker = &speakers[*id];
            let as_fits = expected.same(speaker.own_as.or(globals.as_number));
            (*id, as_fits.and(port_fits(target.port, speaker, globals)))
        })
        .filter(|(_, truth)| *truth != Truth::No)
        .collect();
    let port = match target.port {
        Some(port) => Known::Value(port),
        None => match nodes.first() {
            Some((node, Truth::Yes)) => speakers[*node].own_port.or(globals.listen_port),
            Some(_) => Known::Unknown,
            None => Known::Absent,
        },
    };
    let is_skipped = peer.reachable_by.is_invalid();
    Target::Address { address: target.address, port, is_calico_node: !there.is_empty(), nodes, is_skipped }
}

/// The nodes of an AS that lack an address of one family.
fn half_addressed(speakers: &Speakers, expected: Known<AsNumber>, globals: &Globals) -> Vec<(SpeakerId, Truth)> {
    let lacks_one = |speaker: &Speaker| Family::BOTH.iter().any(|family| speaker.address(*family) == Known::Absent);
    let found = speakers.iter_with_ids().filter(|(_, speaker)| lacks_one(speaker));
    let fits = |(id, speaker): (SpeakerId, &Speaker)| (id, expected.same(speaker.own_as.or(globals.as_number)));
    found.map(fits).filter(|(_, truth)| *truth != Truth::No).collect()
}

/// Whether a port given with the address is the node's: it must be the node's own listen port, if it has one, and the
/// cluster's, if that is set, even where the node has one of its own.
fn port_fits(port: Option<u16>, speaker: &Speaker, globals: &Globals) -> Truth {
    let Some(port) = port else {
        return Truth::Yes;
    };
    let fits = |known: Known<u16>| match known {
        Known::Absent => Truth::Yes,
        Known::Value(own) => Truth::from(own == port),
        Known::Unknown => Truth::Unknown,
    };
    fits(speaker.own_port).and(fits(globals.listen_port))
}

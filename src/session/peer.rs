//! A BGPPeer as confd reads it: for which nodes it is, and which neighbors they get.

use std::net::IpAddr;

use crate::cluster::{ClassId, Classes, Cluster, NodeClass, SelectorId, Speaker, SpeakerId, Speakers};
use crate::ids::ids;
use crate::known::{Known, Truth};
use crate::resource::{BgpPeer, PeerScope, Place, Resource, ReversePeering};
use crate::value::{AsNumber, Family};

use super::globals::Globals;
use super::password;
use super::port::claim_key;
use super::terms::{Term, Terms};

ids! {
    /// A BGPPeer. The order of the ids is the order of the names.
    pub struct PeerId;
}

/// A BGPPeer.
#[derive(Debug)]
pub struct PeerDeclaration<'c> {
    /// Its resource.
    pub resource: &'c Resource,
    /// Its content.
    pub peer: &'c BgpPeer,
    /// The nodes for which it is.
    pub scope: LocalSide,
    /// The neighbors.
    pub target: Target,
    /// The terms of its sessions.
    pub terms: Terms<'c>,
}

/// The nodes for which a BGPPeer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalSide {
    /// All nodes: neither `nodeSelector` nor `node` is set.
    Everywhere,
    /// The nodes that its `nodeSelector` matches.
    Selected(SelectorId),
    /// The node in `node`; `None` where no such node is known.
    Node(Option<SpeakerId>),
    /// Unknown.
    Unknown,
}

/// The neighbors of a BGPPeer's nodes.
#[derive(Clone, Debug)]
pub enum Target {
    /// Pods on the node itself (`localWorkloadSelector`).
    LocalWorkloads,
    /// The nodes that its `peerSelector` matches.
    Selected(SelectorId),
    /// One address (`peerIP`).
    Address {
        /// The neighbor.
        address: IpAddr,
        /// The port to which the nodes connect: the port in `peerIP`, or otherwise the port of the Calico node at the
        /// address.
        port: Known<u16>,
        /// Whether a Calico node has the address, in the same spelling.
        is_calico_node: bool,
        /// The Calico nodes at the address that confd takes as the neighbor: AS number and port match too.
        nodes: Vec<(SpeakerId, Truth)>,
        /// Whether confd skips the forward sessions, because the gateway is invalid or of the other family.
        is_skipped: bool,
    },
    /// No neighbor: none is set, and confd skips the forward sessions with a log line.
    Nobody {
        /// The Calico nodes that get a session back all the same. confd compares an empty address with the addresses of
        /// nodes, so it finds nodes of the AS without IPv4 or without IPv6 (Calico: confd's `nodesWithIPPortAndAS`).
        nodes: Vec<(SpeakerId, Truth)>,
    },
    /// Unknown.
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
        // In Calico the first of these fields that is set counts.
        let target = match (peer.is_for_pods(), peer.peer_selector.as_known()) {
            (true, _) => Target::LocalWorkloads,
            (false, Known::Value(text)) => find(text).map_or(Target::Unknown, Target::Selected),
            (false, Known::Unknown) => Target::Unknown,
            (false, Known::Absent) => address_target(peer, speakers, globals),
        };
        let terms = Terms::of(peer, password::found(cluster, &peer.password));
        PeerDeclaration { resource, peer, scope, target, terms }
    }

    /// The name of the BGPPeer.
    pub fn name(&self) -> &'c str {
        self.resource.name()
    }

    /// Whether it is for all nodes, so that its sessions win over sessions of BGPPeers for some nodes.
    pub fn is_global(&self) -> bool {
        self.scope == LocalSide::Everywhere
    }

    /// Whether it names no neighbors.
    pub fn is_without_target(&self) -> bool {
        matches!(self.target, Target::Nobody { .. })
    }

    /// Whether it names an address at which Calico finds no Calico node: of an external router, or of a node in another
    /// spelling, because Calico compares addresses as text.
    pub fn names_no_calico_node(&self) -> bool {
        matches!(self.target, Target::Address { is_calico_node: false, .. })
    }

    /// The place of a term, or otherwise of the neighbors.
    pub(super) fn place_of(&self, term: Term) -> Place {
        let neighbors = || self.peer.peer_selector.span().or_else(|| self.peer.peer_ip.span());
        self.resource.at(term.set_in(self.peer).or_else(neighbors).unwrap_or_default())
    }

    /// The port that is part of its claims; also absent where each node's own port is used.
    pub(super) fn claimed_port(&self) -> Known<u16> {
        match self.target {
            Target::Address { port, .. } => claim_key(port),
            _ => Known::Absent,
        }
    }

    /// The classes for whose nodes it is, or may be, sorted.
    pub fn classes_for<'p>(&self, classes: &'p Classes) -> Box<dyn Iterator<Item = ClassId> + 'p> {
        match self.scope {
            LocalSide::Selected(selector) => classes.selected_by(selector),
            // A node that a BGPPeer names is a class of its own.
            LocalSide::Node(node) => Box::new(node.map(|node| classes.class_of(node)).into_iter()),
            LocalSide::Everywhere | LocalSide::Unknown => Box::new(classes.ids()),
        }
    }

    /// The classes that its `peerSelector` matches, or may match, sorted.
    pub fn classes_selected<'p>(&self, classes: &'p Classes) -> Box<dyn Iterator<Item = ClassId> + 'p> {
        match self.target {
            Target::Selected(selector) => classes.selected_by(selector),
            Target::Unknown => Box::new(classes.ids()),
            _ => Box::new(std::iter::empty()),
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

    /// Whether it points at the nodes of a class in this family, and they peer back automatically (`reversePeering`).
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

/// Whether a list of nodes, in the order of their ids, contains the nodes of a class.
fn pointed_at(nodes: &[(SpeakerId, Truth)], class: &NodeClass) -> Truth {
    let found = nodes.binary_search_by_key(&class.first(), |(node, _)| *node);
    found.map_or(Truth::No, |at| nodes[at].1)
}

/// The target of `peerIP` (Calico: confd's `nodesWithIPPortAndAS`).
fn address_target(peer: &BgpPeer, speakers: &Speakers, globals: &Globals) -> Target {
    let expected = peer.as_number.to_known().or(globals.as_number);
    let Some(target) = &peer.dialed else {
        return match (peer.peer_ip.counts_as_absent(), peer.peer_ip.is_invalid()) {
            (true, _) => Target::Nobody { nodes: half_addressed(speakers, expected, globals) },
            // confd skips a value that it cannot read; the value of a placeholder is unknown.
            (false, true) => Target::Nobody { nodes: Vec::new() },
            (false, false) => Target::Unknown,
        };
    };
    // Calico compares addresses as text, so an IPv6 address in another spelling is a different address.
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

/// The nodes of an AS without an address of one family.
fn half_addressed(speakers: &Speakers, expected: Known<AsNumber>, globals: &Globals) -> Vec<(SpeakerId, Truth)> {
    let lacks_one = |speaker: &Speaker| Family::BOTH.iter().any(|family| speaker.address(*family) == Known::Absent);
    let found = speakers.iter_with_ids().filter(|(_, speaker)| lacks_one(speaker));
    let fits = |(id, speaker): (SpeakerId, &Speaker)| (id, expected.same(speaker.own_as.or(globals.as_number)));
    found.map(fits).filter(|(_, truth)| *truth != Truth::No).collect()
}

/// Whether a port in `peerIP` is the node's: it must be the node's own listen port, if set, and also the cluster's, if set.
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

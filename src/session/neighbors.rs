//! The sessions of one node, or of the nodes of a class: with one neighbor, with external routers and pods, or with all.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::cluster::{ClassId, SpeakerId};
use crate::known::Known;
use crate::value::{Family, is_link_local};

use super::peer::Target;
use super::plan::Plan;
use super::rendered::Session;

/// The sessions of one node with one address.
#[derive(Debug, Default)]
pub(super) struct SessionsWith<'c> {
    /// The sessions, sorted by name.
    pub sessions: Vec<Session<'c>>,
    /// Whether there may be more, because something is unknown.
    pub is_open: bool,
}

impl<'c> Plan<'c> {
    /// The sessions of a node with one address, sorted by name.
    pub(super) fn to(&self, local: SpeakerId, address: IpAddr) -> SessionsWith<'c> {
        let mut ends = SessionsWith::default();
        match self.speakers[local].address(Family::of(address)) {
            Known::Absent => return ends,
            // A node peers neither with itself, nor with another node at its own address.
            Known::Value(own) if own == address => return ends,
            Known::Value(_) => {}
            Known::Unknown => ends.is_open = true,
        }
        for (kind, claims) in self.claims(local, address) {
            ends.is_open |= claims.is_open;
            for claims in claims.by_port.into_values() {
                ends.sessions.extend(self.winner(local, kind, address, claims));
            }
        }
        self.add_mesh(local, address, &mut ends);
        ends.sessions.sort_by_key(Session::rank);
        ends
    }

    /// Adds the session of the mesh, in which every node without a cluster ID peers with every other one.
    fn add_mesh(&self, local: SpeakerId, address: IpAddr, ends: &mut SessionsWith<'c>) {
        let own_id = self.speakers[local].cluster_id;
        if self.globals.mesh == Known::Value(false) || matches!(own_id, Known::Value(_)) {
            return;
        }
        for node in self.speakers.at(address).iter().filter(|node| **node != local) {
            match (self.globals.mesh, own_id, self.speakers[*node].cluster_id) {
                (Known::Value(true), Known::Absent, Known::Absent) => {
                    ends.sessions.push(self.mesh_session(local, *node, address));
                }
                (_, _, Known::Value(_)) => {}
                _ => ends.is_open = true,
            }
        }
    }

    /// The sessions of a node with one address, sorted by name.
    pub fn with(&self, local: SpeakerId, address: IpAddr) -> Vec<Session<'c>> {
        self.to(local, address).sessions
    }

    /// All sessions of a node: IPv4 before IPv6, each sorted by name. One session represents the sessions with all pods.
    pub fn of(&self, local: SpeakerId) -> Vec<Session<'c>> {
        Family::BOTH.into_iter().flat_map(|family| self.of_family(local, family)).collect()
    }

    fn of_family(&self, local: SpeakerId, family: Family) -> Vec<Session<'c>> {
        if self.speakers[local].address(family) == Known::Absent {
            return Vec::new();
        }
        let mut sessions = self.external_of(local, family);
        sessions
            .extend(self.possible_addresses(local, family).into_iter().flat_map(|address| self.with(local, address)));
        sessions.sort_by_cached_key(Session::name);
        sessions
    }

    /// The addresses of Calico nodes with which a node may have a session.
    fn possible_addresses(&self, local: SpeakerId, family: Family) -> BTreeSet<IpAddr> {
        let class = self.class_of(local);
        let is_by_address = self.globals.mesh == Known::Value(false)
            && self.index.global_selected.is_empty()
            && self.index.scoped_selected[class].is_empty()
            && self.index.reversing[class][family as usize].is_empty()
            && self.index.global_reversing[class][family as usize].is_empty();
        let claimed = || self.index.global_by_address.keys().chain(self.index.scoped_by_address.keys()).copied();
        match is_by_address {
            true => claimed()
                .filter(|address| Family::of(*address) == family && !self.speakers.at(*address).is_empty())
                .collect(),
            false => {
                let classes = self.possible_neighbors(class).into_iter();
                let nodes = classes.flat_map(|class| self.members(class)).map(|node| &self.speakers[*node]);
                nodes.filter_map(|speaker| speaker.address(family).value()).collect()
            }
        }
    }

    /// The sessions of a class's first node, one for all similar neighbors, each with the number of these neighbors.
    pub fn of_class(&self, class: ClassId) -> impl Iterator<Item = (Session<'c>, usize)> + '_ {
        let external = self.external(self.first_of(class)).into_iter().map(|session| (session, 1));
        external.chain(self.possible_neighbors(class).into_iter().flat_map(move |other| self.between(class, other)))
    }

    /// The sessions of the first node of a class with the nodes of another class, each with the number of similar neighbors.
    fn between(&self, class: ClassId, other: ClassId) -> Vec<(Session<'c>, usize)> {
        let Some((local, remote)) = self.sample_pair(class, other) else {
            return Vec::new();
        };
        let count = self.members(other).len() - usize::from(class == other);
        let mut sessions = Vec::new();
        for family in Family::BOTH {
            if let Known::Value(address) = self.speakers[remote].address(family) {
                // Nodes with the same address are one neighbor; such nodes are a class of their own.
                let at_address = self.speakers.at(address);
                let is_alone = at_address.len() < 2;
                if !is_alone && at_address.iter().position(|node| self.class_of(*node) == other) != Some(0) {
                    continue;
                }
                let count = if is_alone { count } else { 1 };
                sessions.extend(self.with(local, address).into_iter().map(|session| (session, count)));
            }
        }
        sessions
    }

    /// The classes with which a class may have sessions: all, unless selectors and addresses in BGPPeers are the only origin.
    fn possible_neighbors(&self, class: ClassId) -> Vec<ClassId> {
        let is_by_declaration = self.globals.mesh == Known::Value(false)
            && !self.index.has_nobody
            && !self.index.has_open_target
            && !self.related.is_cut_short;
        if !is_by_declaration {
            return self.classes.ids().collect();
        }
        if !self.has_shared_addresses {
            return self.related.of(class).to_vec();
        }
        // The first node at an address stands for all nodes there.
        let related = self.related.of(class).iter();
        let addresses = related.clone().flat_map(|other| {
            let node = &self.speakers[self.first_of(*other)];
            Family::BOTH.into_iter().filter_map(|family| node.address(family).value())
        });
        let shared = addresses.map(|address| self.speakers.at(address)).filter(|nodes| nodes.len() > 1);
        let first = shared.map(|nodes| self.class_of(nodes[0]));
        related.copied().chain(first).collect::<BTreeSet<ClassId>>().into_iter().collect()
    }

    /// The sessions of a node with external routers and pods.
    pub fn external(&self, local: SpeakerId) -> Vec<Session<'c>> {
        let has_address = |family: &Family| self.speakers[local].address(*family) != Known::Absent;
        Family::BOTH.into_iter().filter(has_address).flat_map(|family| self.external_of(local, family)).collect()
    }

    fn external_of(&self, local: SpeakerId, family: Family) -> Vec<Session<'c>> {
        let mut sessions = self.sessions_with_pods(local, family);
        for address in self.external_addresses(local, family) {
            sessions.extend(self.with(local, address));
        }
        sessions
    }

    /// The addresses in BGPPeers for a node that no node has.
    fn external_addresses(&self, local: SpeakerId, family: Family) -> BTreeSet<IpAddr> {
        let global = self.index.global_by_address.keys().copied();
        let scoped = &self.index.scoped_external[self.class_of(local)];
        let scoped = scoped.iter().filter_map(|declaration| match self.declarations[*declaration].target {
            Target::Address { address, .. } => Some(address),
            _ => None,
        });
        let is_wanted = |address: &IpAddr| Family::of(*address) == family && self.speakers.at(*address).is_empty();
        global.chain(scoped).filter(is_wanted).collect()
    }

    /// Whether some of these nodes have a session with each other.
    pub fn peer_with_each_other(&self, nodes: &[SpeakerId]) -> bool {
        let peers = |local: &SpeakerId, remote: &SpeakerId| {
            let addresses =
                Family::BOTH.into_iter().filter_map(|family| self.speakers[*remote].address(family).value());
            addresses.into_iter().any(|address| !self.with(*local, address).is_empty())
        };
        nodes.iter().any(|one| nodes.iter().any(|other| one != other && peers(one, other)))
    }

    /// The nodes with a link-local address that a session uses at one of its ends, and the classes of the nodes whose file
    /// BIRD rejects for that.
    pub fn link_local_nodes(&self) -> Vec<(SpeakerId, IpAddr, BTreeSet<ClassId>)> {
        let found = self.speakers.iter_with_ids().filter_map(|(id, speaker)| {
            let address = speaker.address(Family::V6).value().filter(|address| is_link_local(*address))?;
            let mut refused = self.classes_that_peer_with(id, Family::V6);
            // No other node is of the class of a node with a link-local address.
            let own = self.class_of(id);
            if self.of_class(own).any(|(session, _)| session.source == Some(address)) {
                refused.insert(own);
            }
            (!refused.is_empty()).then_some((id, address, refused))
        });
        found.collect()
    }

    /// The classes whose nodes have a session with a node in a family.
    fn classes_that_peer_with(&self, speaker: SpeakerId, family: Family) -> BTreeSet<ClassId> {
        let Known::Value(address) = self.speakers[speaker].address(family) else {
            return BTreeSet::new();
        };
        let peers = |class: &ClassId| {
            let member = self.members(*class).iter().find(|member| **member != speaker);
            member.is_some_and(|member| !self.with(*member, address).is_empty())
        };
        self.classes.ids().filter(peers).collect()
    }
}

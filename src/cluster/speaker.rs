//! The facts about a node that BGP depends on, before Calico's defaults are applied.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;

use super::{Cluster, ListenPorts, Node, RouterIdSource, SpeakerId};
use crate::ids::{Id, IdVec};
use crate::known::Known;
use crate::value::{AsNumber, Family};

/// A node as a BGP speaker.
#[derive(Clone, Debug)]
pub struct Speaker<'a> {
    /// The node.
    pub node: &'a Node<'a>,
    /// Its name.
    pub name: &'a str,
    /// Its own AS number; a node without one uses the cluster's.
    pub own_as: Known<AsNumber>,
    /// The cluster ID, which makes the node a route reflector (RFC 4456).
    pub cluster_id: Known<Ipv4Addr>,
    /// Whether the cluster ID is written as a network, which BIRD rejects.
    pub has_masked_cluster_id: bool,
    /// Its own listen port (BGPConfiguration `node.<name>`); a node without one uses the cluster's.
    pub own_port: Known<u16>,
    /// Its router ID; absent where confd renders an empty text, or a text that is not a router ID.
    pub router_id: Known<Ipv4Addr>,
    ipv4: Known<IpAddr>,
    ipv6: Known<IpAddr>,
}

impl Speaker<'_> {
    /// The address that BGP uses.
    pub fn address(&self, family: Family) -> Known<IpAddr> {
        match family {
            Family::V4 => self.ipv4,
            Family::V6 => self.ipv6,
        }
    }

    /// Whether the node takes part in BGP, as far as is known: it has an address.
    pub fn has_address(&self) -> bool {
        [self.ipv4, self.ipv6] != [Known::Absent; 2]
    }
}

/// The speakers of a cluster, by id, by name and by address.
#[derive(Debug)]
pub struct Speakers<'a> {
    all: IdVec<SpeakerId, Speaker<'a>>,
    at_address: HashMap<IpAddr, Vec<SpeakerId>>,
}

impl<'a> Speakers<'a> {
    fn new(all: IdVec<SpeakerId, Speaker<'a>>) -> Speakers<'a> {
        let mut at_address: HashMap<IpAddr, Vec<SpeakerId>> = HashMap::new();
        for (id, speaker) in all.iter_with_ids() {
            for address in Family::BOTH.into_iter().filter_map(|family| speaker.address(family).value()) {
                at_address.entry(address).or_default().push(id);
            }
        }
        Speakers { all, at_address }
    }

    /// The speaker with this name.
    pub fn named(&self, name: &str) -> Option<SpeakerId> {
        let found = self.all.as_slice().binary_search_by(|speaker| speaker.name.cmp(name));
        found.ok().map(SpeakerId::from_index)
    }

    /// The speakers with an address, in the order of their ids.
    pub fn at(&self, address: IpAddr) -> &[SpeakerId] {
        self.at_address.get(&address).map_or(&[], Vec::as_slice)
    }

    /// The addresses that several speakers have, sorted.
    pub fn shared_addresses(&self) -> Vec<IpAddr> {
        let several = self.at_address.iter().filter(|(_, speakers)| speakers.len() > 1);
        let mut shared: Vec<IpAddr> = several.map(|(address, _)| *address).collect();
        shared.sort_unstable();
        shared
    }
}

/// `Deref` to the table, because most callers use it like any other table.
impl<'a> Deref for Speakers<'a> {
    type Target = IdVec<SpeakerId, Speaker<'a>>;

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl<'a> Cluster<'a> {
    /// The named nodes, sorted by name.
    pub fn speakers(&self) -> Speakers<'_> {
        let ports = self.listen_ports();
        let speaker = |node| self.speaker(node, &ports);
        Speakers::new(self.nodes().iter().filter_map(speaker).collect())
    }

    fn speaker<'c>(&'c self, node: &'c Node<'a>, ports: &ListenPorts) -> Option<Speaker<'c>> {
        let name = node.name?;
        let ipv4 = node.bgp_address(Family::V4);
        Some(Speaker {
            node,
            name,
            own_as: node.own_as_number(),
            cluster_id: node.reflector_id(),
            has_masked_cluster_id: node.has_masked_cluster_id(),
            own_port: ports.own(name),
            router_id: match self.router_id_source() {
                RouterIdSource::Unknown => Known::Unknown,
                RouterIdSource::NodeAddress if ipv4.is_unknown() => Known::Unknown,
                // For clusters without IPv4 the operator sets `hash`, and the operator's DaemonSet is not in the manifests.
                RouterIdSource::NodeAddress if ipv4 == Known::Absent && self.calico_node().is_none() => Known::Unknown,
                _ => self.router_id(node).map_or(Known::Absent, Known::Value),
            },
            ipv4,
            ipv6: node.bgp_address(Family::V6),
        })
    }
}

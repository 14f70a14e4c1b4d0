//! The addresses of nodes and neighbors in a cluster, and the ranges that contain them.

use std::collections::HashSet;
use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::{Cluster, Fact};
use crate::resource::{BgpPeer, FieldSpan, Resource};
use crate::value::{Family, NodeAddress};

/// An address and its owner.
#[derive(Clone, Debug)]
pub struct Addressed<'a> {
    /// The address.
    pub address: IpAddr,
    /// The owner, in words: "node `worker-1`", "BGPPeer `tor`".
    pub what: String,
    /// The resource with the address.
    pub resource: &'a Resource,
    /// The place of the address.
    pub span: FieldSpan,
}

impl<'a> Cluster<'a> {
    /// The addresses of BGP neighbors and nodes, sorted.
    pub fn addressed(&self) -> Vec<Addressed<'a>> {
        let peers = self.all::<BgpPeer>().filter_map(|(resource, peer)| {
            let (ip, span) = peer.peer_ip.value().zip(peer.peer_ip.span())?;
            Some(Addressed { address: ip.address, what: format!("BGPPeer `{}`", resource.name()), resource, span })
        });
        let nodes = self.nodes().iter().flat_map(|node| {
            Family::BOTH.into_iter().filter_map(|family| {
                let fact = node.address(family)?;
                let (own, span) = fact.field.value().zip(fact.field.span())?;
                let what = format!("node `{}`", node.name?);
                Some(Addressed { address: own.address, what, resource: fact.resource, span })
            })
        });
        let mut addressed: Vec<Addressed> = peers.chain(nodes).collect();
        // Of two owners of the same address, the node says more than the BGPPeer.
        addressed.sort_by(|one, other| {
            (one.address, std::cmp::Reverse(&one.what)).cmp(&(other.address, std::cmp::Reverse(&other.what)))
        });
        addressed
    }

    /// The named nodes whose address of a family is written without its subnet, by name.
    pub fn addresses_without_subnet(
        &self,
        family: Family,
    ) -> impl Iterator<Item = (&'a str, Fact<'a, NodeAddress>)> + '_ {
        self.nodes().iter().filter_map(move |node| {
            let fact = node.address(family)?;
            fact.field.value()?.is_host_only().then_some((node.name?, fact))
        })
    }

    /// The BGPPeers whose `peerIP` is the address of an external router, so neither of a known node nor a loopback address.
    pub fn external_peers(&self) -> impl Iterator<Item = (&'a Resource, &'a BgpPeer)> + '_ {
        let nodes = self.node_addresses();
        let is_external = move |address: IpAddr| !address.is_loopback() && !nodes.contains(&address);
        let peers = self.all::<BgpPeer>();
        peers.filter(move |(_, peer)| peer.peer_ip.value().is_some_and(|target| is_external(target.address)))
    }

    /// Whether a known node has this address for BGP.
    pub fn is_node_address(&self, address: IpAddr) -> bool {
        self.node_addresses().contains(&address)
    }

    /// The BGP addresses of the nodes.
    pub fn node_addresses(&self) -> HashSet<IpAddr> {
        let of_family = |family| self.nodes().iter().filter_map(move |node| node.address(family)?.field.value());
        Family::BOTH.into_iter().flat_map(of_family).map(|own| own.address).collect()
    }
}

/// Whether two networks have an address in common.
pub fn overlap(one: IpNetwork, other: IpNetwork) -> bool {
    one.contains(other.network()) || other.contains(one.network())
}

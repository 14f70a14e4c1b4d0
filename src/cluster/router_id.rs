//! Router IDs: their source in confd, and the router ID of each node (RFC 6286; Calico: `CALICO_ROUTER_ID`).

use std::net::{IpAddr, Ipv4Addr};

use sha2::{Digest, Sha256};

use super::{Cluster, Fact, Node};
use crate::resource::{Field, Place, Resource, Variable};
use crate::value::Family;

/// The source of the router IDs of the nodes (`CALICO_ROUTER_ID` of calico-node).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouterIdSource<'a> {
    /// The IPv4 address of the node; also if the input has no DaemonSet.
    NodeAddress,
    /// The first four bytes of the SHA-256 digest of the node's name.
    Hash,
    /// The same text for every node.
    Literal(&'a str),
    /// An unknown value.
    Unknown,
}

impl<'a> RouterIdSource<'a> {
    /// The meaning of a value of `CALICO_ROUTER_ID`.
    fn from_text(text: &'a str) -> RouterIdSource<'a> {
        match text {
            "" => RouterIdSource::NodeAddress,
            "hash" => RouterIdSource::Hash,
            literal => RouterIdSource::Literal(literal),
        }
    }
}

impl<'a> Cluster<'a> {
    /// The variable `CALICO_ROUTER_ID` of calico-node.
    pub fn router_id_variable(&self) -> Option<(&'a Resource, &'a Field<String>)> {
        let (resource, daemon_set) = self.calico_node()?;
        Some((resource, daemon_set.variable(Variable::RouterId)?))
    }

    /// The source of the router IDs.
    pub fn router_id_source(&self) -> RouterIdSource<'_> {
        if let Some(given) = &self.settings.router_id {
            return RouterIdSource::from_text(given);
        }
        match self.router_id_variable() {
            None if self.calico_nodes.len() > 1 => RouterIdSource::Unknown,
            None if self.calico_node().is_some_and(|(_, node)| node.takes_more_variables) => RouterIdSource::Unknown,
            None => RouterIdSource::NodeAddress,
            Some((_, value)) => match value.value().map(String::as_str) {
                None => RouterIdSource::Unknown,
                Some(text) => RouterIdSource::from_text(text),
            },
        }
    }

    /// The known cluster IDs, each of which makes a node a route reflector, sorted by the names of the nodes.
    pub fn reflectors(&self) -> impl Iterator<Item = Fact<'a, Ipv4Addr>> + '_ {
        let ids = self.nodes().iter().filter_map(|node| node.cluster_id());
        ids.filter(|fact| fact.field.value().is_some())
    }

    /// The node with this router ID; the first by name if several have it.
    pub fn node_with_router_id(&self, id: Ipv4Addr) -> Option<&Node<'a>> {
        self.nodes().iter().find(|node| self.router_id(node) == Some(id))
    }

    /// The place that decides the router ID of a node: its IPv4 address, or the node as a whole.
    pub fn router_id_place(&self, node: &Node<'a>) -> Option<Place> {
        let resource = node.resource()?;
        let address = node.address(Family::V4).filter(|_| self.router_id_source() == RouterIdSource::NodeAddress);
        Some(match address.and_then(|fact| Some((fact.resource, fact.field.span()?))) {
            Some((resource, span)) => resource.at(span),
            None => resource.place(),
        })
    }

    /// The router ID of a node; `None` where it is unknown.
    pub(super) fn router_id(&self, node: &Node) -> Option<Ipv4Addr> {
        match self.router_id_source() {
            RouterIdSource::NodeAddress => match node.address(Family::V4)?.field.value()?.address {
                IpAddr::V4(address) => Some(address),
                IpAddr::V6(_) => None,
            },
            RouterIdSource::Hash => node.name.map(hashed),
            // BIRD also reads a plain number as an address.
            RouterIdSource::Literal(literal) => {
                literal.parse().ok().or_else(|| literal.parse::<u32>().ok().map(Ipv4Addr::from))
            }
            RouterIdSource::Unknown => None,
        }
    }
}

/// The first four bytes of the SHA-256 digest of the node's name; a first octet above 223 is reduced by 32.
fn hashed(name: &str) -> Ipv4Addr {
    let digest = Sha256::digest(name.as_bytes());
    let first = if digest[0] > 223 { digest[0] - 32 } else { digest[0] };
    Ipv4Addr::new(first, digest[1], digest[2], digest[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hashed_into_addresses_of_unicast() {
        assert_eq!(hashed("node-31705"), Ipv4Addr::new(153, 191, 207, 203));
        // The digest begins with 228.
        assert_eq!(hashed("worker-56878"), Ipv4Addr::new(196, 148, 240, 189));
    }
}

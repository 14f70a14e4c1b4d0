//! What the rules on router IDs have in common.

use std::net::{IpAddr, Ipv4Addr};

use sha2::{Digest, Sha256};

use crate::cluster::{Cluster, Node, RouterIdSource};
use crate::resource::value::Family;
use crate::rule::Place;

/// The router ID that confd gives a node; `None` where it is not known (Calico: confd, `CALICO_ROUTER_ID`).
pub(super) fn router_id(cluster: &Cluster, node: &Node) -> Option<Ipv4Addr> {
    match cluster.router_id_source() {
        RouterIdSource::NodeAddress => match node.address(Family::V4)?.field.value()?.address {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        },
        RouterIdSource::Hash => node.name.map(hashed),
        RouterIdSource::Literal(literal) => literal.parse().ok(),
        RouterIdSource::Unknown => None,
    }
}

/// The first four bytes of SHA-256 over the node's name; a first octet above 223 is lowered by 32.
fn hashed(name: &str) -> Ipv4Addr {
    let digest = Sha256::digest(name.as_bytes());
    let first = if digest[0] > 223 { digest[0] - 32 } else { digest[0] };
    Ipv4Addr::new(first, digest[1], digest[2], digest[3])
}

/// Where a node's router ID comes from in the manifests.
pub(super) fn place(cluster: &Cluster, node: &Node) -> Option<Place> {
    let resource = node.resource()?;
    let address = node.address(Family::V4).filter(|_| cluster.router_id_source() == RouterIdSource::NodeAddress);
    Some(match address.and_then(|fact| Some((fact.resource, fact.field.span()?))) {
        Some((resource, span)) => resource.at(span),
        None => resource.place(),
    })
}

/// What follows from one router ID on several nodes of one AS.
pub(super) fn session_consequence(cluster: &Cluster, nodes: &[&Node]) -> String {
    let is_reflector = |node: &&&Node| node.cluster_id().is_some_and(|fact| fact.field.value().is_some());
    let has_reflectors = cluster.nodes().iter().any(|node| is_reflector(&&node));
    let mesh = cluster.default_configuration().map(|(_, configuration)| &configuration.node_to_node_mesh_enabled);
    let is_mesh = !has_reflectors && mesh.is_none_or(|mesh| mesh.is_certain() && mesh.value() != Some(&false));
    let by_address = cluster.router_id_source() == RouterIdSource::NodeAddress;
    let others = cluster.nodes().len().saturating_sub(nodes.len());
    match (is_mesh, by_address) {
        (true, true) if others > 0 => format!(
            "they never peer with each other, and BIRD refuses the file of the other nodes ({others} of {}), which name both sessions \
             alike and keep their old BGP configuration",
            cluster.nodes().len()
        ),
        (_, true) if has_reflectors => {
            "they never peer with each other, and behind a reflector neither learns the other's routes, without any error"
                .to_owned()
        }
        (_, true) => "they never peer with each other, so neither learns the other's routes, without any error".to_owned(),
        (true, false) => "a session between them ends in \"Bad BGP identifier\" and never comes up".to_owned(),
        (false, false) => {
            "a direct session between them never comes up, and behind a reflector neither learns the other's routes, without any error".to_owned()
        }
    }
}

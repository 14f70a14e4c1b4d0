//! The group `identity`: who a node is.

mod cluster_id_is_a_router_id;
mod duplicate_node_address;
mod duplicate_router_id;
mod ignored_node_annotation;
mod missing_router_id;
mod node_address_without_subnet;

use crate::cluster::{Cluster, Node, RouterIdSource};
use crate::resource::Place;
use crate::resource::value::Family;
use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &cluster_id_is_a_router_id::RULE,
    &duplicate_node_address::RULE,
    &duplicate_router_id::RULE,
    &ignored_node_annotation::RULE,
    &missing_router_id::RULE,
    &node_address_without_subnet::RULE,
];

/// Where a node's router ID comes from in the manifests.
fn router_id_place(cluster: &Cluster, node: &Node) -> Option<Place> {
    let resource = node.resource()?;
    let address = node.address(Family::V4).filter(|_| cluster.router_id_source() == RouterIdSource::NodeAddress);
    Some(match address.and_then(|fact| Some((fact.resource, fact.field.span()?))) {
        Some((resource, span)) => resource.at(span),
        None => resource.place(),
    })
}

//! Where what identifies a node is written.

use crate::cluster::{Cluster, Node, RouterIdSource};
use crate::resource::Place;
use crate::resource::value::Family;

/// Where a node's router ID comes from in the manifests.
pub(super) fn router_id_place(cluster: &Cluster, node: &Node) -> Option<Place> {
    let resource = node.resource()?;
    let address = node.address(Family::V4).filter(|_| cluster.router_id_source() == RouterIdSource::NodeAddress);
    Some(match address.and_then(|fact| Some((fact.resource, fact.field.span()?))) {
        Some((resource, span)) => resource.at(span),
        None => resource.place(),
    })
}

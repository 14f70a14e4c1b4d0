//! The group `reflector`: whether every node learns the routes of the others.

mod clients_split_across_reflectors;
mod isolated_reflector;
mod mesh_beside_reflectors;
mod mesh_disabled_without_peers;
mod missing_route_reflector;
mod node_without_session;
mod oversized_mesh;
mod reflector_without_cluster_id;
mod reflectors_not_peered;
mod reflectors_share_failure_domain;
mod single_route_reflector;
mod unreachable_routes;
mod words;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &clients_split_across_reflectors::RULE,
    &isolated_reflector::RULE,
    &mesh_beside_reflectors::RULE,
    &mesh_disabled_without_peers::RULE,
    &missing_route_reflector::RULE,
    &node_without_session::RULE,
    &oversized_mesh::RULE,
    &reflector_without_cluster_id::RULE,
    &reflectors_not_peered::RULE,
    &reflectors_share_failure_domain::RULE,
    &single_route_reflector::RULE,
    &unreachable_routes::RULE,
];

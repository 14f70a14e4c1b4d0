//! The group `configuration`: BGPConfiguration.

mod advertised_range_contains_peer;
mod configuration_for_unknown_node;
mod default_only_field;
mod felix_disagrees;
mod ignored_bgp_configuration;
mod load_balancer_pool_not_advertised;
mod mesh_setting_without_mesh;
mod node_advertisements_replace_global;
mod service_cidr_overlaps_ip_pool;
mod undefined_community;
mod unused_community;
mod well_known_community;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &advertised_range_contains_peer::RULE,
    &configuration_for_unknown_node::RULE,
    &default_only_field::RULE,
    &felix_disagrees::RULE,
    &ignored_bgp_configuration::RULE,
    &load_balancer_pool_not_advertised::RULE,
    &mesh_setting_without_mesh::RULE,
    &node_advertisements_replace_global::RULE,
    &service_cidr_overlaps_ip_pool::RULE,
    &undefined_community::RULE,
    &unused_community::RULE,
    &well_known_community::RULE,
];

//! The group `identity`: identities of nodes.

mod cluster_id_is_a_router_id;
mod duplicate_node_address;
mod duplicate_router_id;
mod ignored_node_annotation;
mod missing_router_id;
mod node_address_without_subnet;

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

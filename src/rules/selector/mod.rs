//! The group `selector`: which nodes a BGPPeer is for.

mod accidental_global_peer;
mod selector_matches_no_node;
mod selector_never_matches;
mod selector_uses_removed_label;
mod unknown_node;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &accidental_global_peer::RULE,
    &selector_matches_no_node::RULE,
    &selector_never_matches::RULE,
    &selector_uses_removed_label::RULE,
    &unknown_node::RULE,
];

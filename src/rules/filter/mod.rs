//! The group `filter`: BGPFilter.

mod allow_list_without_reject;
mod equal_misses_pool_blocks;
mod export_accept_too_broad;
mod filter_cidr_without_operator;
mod filter_family_unused;
mod filter_not_found;
mod filter_rule_always_matches;
mod filter_rule_never_matches;
mod invalid_prefix_length;
mod shadowed_filter_rule;
mod unfiltered_external_peer;
mod unused_filter;
mod words;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &allow_list_without_reject::RULE,
    &equal_misses_pool_blocks::RULE,
    &export_accept_too_broad::RULE,
    &filter_cidr_without_operator::RULE,
    &filter_family_unused::RULE,
    &filter_not_found::RULE,
    &filter_rule_always_matches::RULE,
    &filter_rule_never_matches::RULE,
    &invalid_prefix_length::RULE,
    &shadowed_filter_rule::RULE,
    &unfiltered_external_peer::RULE,
    &unused_filter::RULE,
];

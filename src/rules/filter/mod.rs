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

use crate::cluster::Cluster;
use crate::resource::{BgpFilter, BgpPeer, Field, FilterList, FilterRule, MatchOperator, Resource};
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

/// The lists of all BGPFilters, each with its resource.
fn lists<'a>(cluster: &'a Cluster<'a>) -> impl Iterator<Item = (&'a Resource, FilterList<'a>)> {
    let lists = |(resource, filter): (&'a Resource, &'a BgpFilter)| filter.lists().map(|list| (resource, list));
    cluster.filters().flat_map(lists)
}

/// The BGPPeers that name a filter.
fn users<'a>(cluster: &'a Cluster<'a>, name: &'a str) -> impl Iterator<Item = (&'a Resource, &'a BgpPeer)> {
    let names =
        move |peer: &BgpPeer| peer.filters.items().iter().any(|item| item.value().is_some_and(|own| own == name));
    cluster.peers().filter(move |(_, peer)| names(peer))
}

/// Whether no placeholder hides which filters the BGPPeers name.
fn knows_all_users(cluster: &Cluster) -> bool {
    cluster.peers().all(|(_, peer)| {
        !peer.filters.is_set()
            || peer.filters.value().is_some_and(|names| names.iter().all(|name| name.is_certain() || name.is_invalid()))
    })
}

/// Whether BIRD compares a prefix with a set of prefixes, which are never equal.
fn compares_with_a_set(rule: &FilterRule, operator: MatchOperator) -> bool {
    rule.match_operator.value().is_some_and(|own| *own == operator)
        && rule.prefix_length.value().is_some()
        && rule.cidr.value().is_some()
}

/// The conditions of a rule beside that on the prefix, by their fields.
fn other_conditions(rule: &FilterRule) -> Vec<&'static str> {
    let fields = [
        ("interface", rule.interface.is_set()),
        ("source", rule.source.is_set()),
        ("peerType", rule.peer_type.is_set()),
        ("communities", rule.communities.is_set()),
        ("asPathPrefix", rule.as_path_prefix.is_set()),
        ("priority", rule.priority.is_set()),
    ];
    fields.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name).collect()
}

/// What a rule is for, in a few words: "10.0.0.0/8, any length".
fn describe(rule: &FilterRule) -> String {
    let lengths = rule.prefix_length.value().map(|lengths| {
        let bound = |field: &Field<i64>| field.value().map(i64::to_string);
        match (bound(&lengths.min), bound(&lengths.max)) {
            (Some(least), Some(most)) => format!("lengths {least} to {most}"),
            (Some(least), None) => format!("lengths from {least}"),
            (None, Some(most)) => format!("lengths up to {most}"),
            (None, None) => "any length".to_owned(),
        }
    });
    let prefixes = match (rule.cidr.value(), rule.match_operator.value()) {
        (Some(cidr), Some(&MatchOperator::In)) => format!("{cidr}, {}", lengths.unwrap_or("any length".to_owned())),
        (Some(cidr), Some(&MatchOperator::Equal)) => format!("{cidr} alone"),
        (Some(cidr), Some(&MatchOperator::NotIn)) => {
            format!("all outside {cidr}{}", lengths.map_or(String::new(), |lengths| format!(", {lengths}")))
        }
        (Some(cidr), _) => format!("all but {cidr} itself"),
        (None, _) => "every prefix".to_owned(),
    };
    let others = other_conditions(rule);
    match (others.as_slice(), rule.peer_type.value()) {
        ([], _) => prefixes,
        (["peerType"], Some(word)) => format!("{prefixes}, {word}"),
        (names, _) => format!("{prefixes}, with {}", names.join(" and ")),
    }
}

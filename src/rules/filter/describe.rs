//! What a rule of a BGPFilter is for, in words.

use crate::resource::{Field, FilterRule, MatchOperator};

/// Whether BIRD compares a prefix with a set of prefixes, which are never equal.
pub(super) fn compares_with_a_set(rule: &FilterRule, operator: MatchOperator) -> bool {
    rule.match_operator.value().is_some_and(|own| *own == operator)
        && rule.prefix_length.value().is_some()
        && rule.cidr.value().is_some()
}

/// The conditions of a rule beside that on the prefix, by their fields.
pub(super) fn other_conditions(rule: &FilterRule) -> Vec<&'static str> {
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
pub(super) fn describe(rule: &FilterRule) -> String {
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
        (Some(cidr), Some(&MatchOperator::Equal)) => format!("{cidr} only"),
        (Some(cidr), Some(&MatchOperator::NotIn)) => {
            format!("all outside {cidr}{}", lengths.map_or(String::new(), |lengths| format!(", {lengths}")))
        }
        (Some(cidr), _) => format!("all but {cidr}"),
        (None, _) => "every prefix".to_owned(),
    };
    let others = other_conditions(rule);
    match (others.as_slice(), rule.peer_type.value()) {
        ([], _) => prefixes,
        (["peerType"], Some(word)) => format!("{prefixes}, {word}"),
        (names, _) => format!("{prefixes}, with {}", names.join(" and ")),
    }
}

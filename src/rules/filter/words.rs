//! What a rule of a BGPFilter is for, in words; what follows where it matches too little or too much, and the fix that writes
//! another operator.

use crate::cluster::Cluster;
use crate::resource::{Action, Field, FieldName, FilterRule, MatchOperator, Resource};
use crate::rule::{Edit, Effect, Fix};

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
    let others: Vec<&str> = rule.other_conditions().into_iter().map(FieldName::key).collect();
    match (others.as_slice(), rule.peer_type.value()) {
        ([], _) => prefixes,
        (["peerType"], Some(word)) => format!("{prefixes}, {word}"),
        (names, _) => format!("{prefixes}, with {}", names.join(" and ")),
    }
}

/// What happens where a rule does not apply to the routes that it is for: a Reject lets them pass, an Accept does not save
/// them from a later Reject.
pub(super) fn effect_of_no_match(rule: &FilterRule) -> Effect {
    if rule.action.value() == Some(&Action::Accept) { Effect::RoutesLost } else { Effect::Misrouted }
}

/// What happens where a rule applies to more routes than it is for.
pub(super) fn effect_of_every_match(rule: &FilterRule) -> Effect {
    if rule.action.value() == Some(&Action::Reject) { Effect::RoutesLost } else { Effect::Misrouted }
}

/// The fix that writes another operator.
pub(super) fn with_operator(
    cluster: &Cluster,
    resource: &Resource,
    rule: &FilterRule,
    operator: MatchOperator,
) -> Option<Fix> {
    let (written, span) = rule.match_operator.value().zip(rule.match_operator.span())?;
    let edit = Edit::word(cluster, resource.at(span), &written.to_string(), &operator.to_string())?;
    Some(edit.to_review(format!("write `matchOperator: {operator}`")))
}

//! What follows from a rule that matches too little or too much, and the fix that writes another operator.

use crate::cluster::Cluster;
use crate::resource::{Action, FilterRule, MatchOperator, Resource};
use crate::rule::{Edit, Effect, Fix};

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

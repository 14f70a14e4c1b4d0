//! `invalid-prefix-length`: a range of prefix lengths that is empty or out of bounds.

use crate::filter;
use crate::resource::{Field, PrefixLength, ProblemKind};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;
use crate::value::Family;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-prefix-length",
    group: Group::Filter,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen, Effect::Refused],
    topics: &[],
    fix: FixKind::None,
    summary: "A range of prefix lengths that is empty or out of bounds",
    page: include_str!("../../../rules/invalid-prefix-length.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, list) in sessions.cluster.filter_lists() {
        for rule in list.rules.items().iter().filter_map(Field::value) {
            // `filter-family-unused` reports a network of the other family.
            if rule.cidr.value().is_some_and(|cidr| Family::of(cidr.ip()) != list.family) {
                continue;
            }
            let (Some(span), Some(lengths)) = (filter::empty_range(rule), rule.prefix_length.value()) else {
                continue;
            };
            let most = lengths.max.value().copied().unwrap_or_default();
            let own = rule.cidr.value().map_or(0, |cidr| i64::from(cidr.prefix()));
            let (reason, help) = match lengths.min.value().filter(|least| **least > most && **least >= own) {
                Some(least) if most >= own => (
                    format!("`min` {least} is above `max` {most}"),
                    format!("swap the two: `min: {most}`, `max: {least}`"),
                ),
                Some(least) => {
                    (format!("`min` {least} is above `max` {most}"), format!("write a `max` of {least} or more"))
                }
                None => (
                    format!("`max` {most} is shorter than the network's own length {own}"),
                    format!("write a `max` of {own} or more"),
                ),
            };
            let message = format!("{reason}: {}", refusal(sessions, resource, span));
            findings.add(resource.at(span), message).help(help);
        }
    }
    for (resource, problem) in sessions.cluster.problems() {
        if let ProblemKind::OutOfRange { written, limit } = &problem.kind
            && PrefixLength::holds(&problem.subject)
        {
            let message =
                format!("`{}` is {written}, but must be {limit}: Kubernetes rejects the object", problem.subject);
            findings
                .add(resource.at(problem.span), message)
                .with_effect(Effect::Refused)
                .help(format!("write a length from {limit}"));
        }
    }
}

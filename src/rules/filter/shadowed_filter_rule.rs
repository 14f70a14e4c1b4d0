//! `shadowed-filter-rule`: a rule that never applies because of earlier rules.

use super::words::{describe, effect_of_no_match};
use crate::cluster::Cluster;
use crate::filter::{CoveredRule, covered_rules};
use crate::resource::{Field, FieldSpan, FilterRule, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shadowed-filter-rule",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted, Effect::RoutesLost, Effect::Cleanup],
    topics: &[],
    fix: FixKind::None,
    summary: "A rule that never applies because of earlier rules",
    page: include_str!("../../../rules/shadowed-filter-rule.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists() {
        let rules = list.rules.items();
        for CoveredRule { rule: number, by } in covered_rules(&list) {
            if let Some(rule) = rules[number].value().zip(rules[number].span()) {
                report(resource, rules, (number, rule), &by, findings);
            }
        }
    }
}

fn report(
    resource: &Resource,
    rules: &[Field<FilterRule>],
    (number, (rule, span)): (usize, (&FilterRule, FieldSpan)),
    takers: &[usize],
    findings: &mut Findings,
) {
    let name = |taker: &usize| {
        let described = rules[*taker].value().map(describe).unwrap_or_default();
        format!("{} ({described})", taker + 1)
    };
    let taken = match takers {
        [taker] => format!("rule {} already matches all its routes", name(taker)),
        [others @ .., last] => {
            let others: Vec<String> = others.iter().map(name).collect();
            format!("rules {} and {} together already match all its routes", others.join(", "), name(last))
        }
        [] => return,
    };
    let place = rule.cidr.span().or(rule.action.span()).unwrap_or(span);
    let finding = findings.add(resource.at(place), format!("rule {} never applies: {taken}", number + 1));
    let actions: Vec<_> =
        takers.iter().map(|taker| rules[*taker].value().and_then(|taker| taker.action.value())).collect();
    let does_the_same = rule.operations.is_absent() && actions.iter().all(|action| *action == rule.action.value());
    finding.with_effect(if does_the_same { Effect::Cleanup } else { effect_of_no_match(rule) });
    finding.help(match does_the_same {
        true => format!("remove rule {}, or narrow the earlier rule", number + 1),
        false => format!("move rule {} before rule {}: the first rule that matches applies", number + 1, takers[0] + 1),
    });
    for taker in takers {
        let span = rules[*taker].value().and_then(|rule| rule.cidr.span().or(rule.action.span()));
        if let Some(span) = span.or(rules[*taker].span()) {
            finding.related(resource.at(span), "applies first");
        }
    }
}

//! `filter-cidr-without-operator`: a network without an operator, or an operator without a network.

use super::words::effect_of_every_match;
use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::Field;
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-cidr-without-operator",
    group: Group::Filter,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen, Effect::Misrouted, Effect::RoutesLost, Effect::Refused],
    topics: &[Topic::FilterNetwork],
    fix: FixKind::Unsafe,
    summary: "A network without an operator, or an operator without a network",
    page: include_str!("../../../rules/filter-cidr-without-operator.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists() {
        for rule in list.rules.items().iter().filter_map(Field::value) {
            if rule.cidr.value().is_some() && rule.match_operator.is_absent() {
                let place = resource.at(rule.cidr.span().unwrap_or(resource.head));
                let message = format!(
                    "`cidr` has no `matchOperator`, so confd cannot render the {} rules of any BGPFilter: every node keeps its old BGP \
                     configuration",
                    list.family
                );
                let finding = findings.add(place, message);
                finding.help(match rule.prefix_length.is_set() {
                    true => "add `matchOperator: In`",
                    false => "add `matchOperator: In`, or `Equal` for exactly this network",
                });
                let field = rule.cidr.key_span().zip(rule.cidr.span());
                let field = field.filter(|_| rule.match_operator.key_span().is_none());
                let edit =
                    field.and_then(|(key, value)| Edit::sibling(cluster, resource.at(key), value, "matchOperator: In"));
                finding.fixes.extend(edit.map(|edit| Fix::to_review("add `matchOperator: In`", vec![edit])));
            }
            let written = [
                ("`matchOperator`", rule.match_operator.key_span().filter(|_| rule.match_operator.value().is_some())),
                ("`prefixLength`", rule.prefix_length.key_span().filter(|_| rule.prefix_length.value().is_some())),
            ];
            let lost: Vec<_> = written.into_iter().filter_map(|(name, span)| Some((name, span?))).collect();
            let Some((_, span)) = lost.first().filter(|_| rule.cidr.is_absent()) else {
                continue;
            };
            let have = if lost.len() == 1 { "has" } else { "have" };
            let names = lost.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" and ");
            let message = format!(
                "{names} {have} no `cidr`, so Calico drops the condition: the rule matches {}",
                if rule.other_conditions().is_empty() { "every route" } else { "whatever its other conditions match" }
            );
            let missing = if rule.match_operator.is_set() { "`cidr`" } else { "`cidr` and `matchOperator`" };
            findings
                .add(resource.at(*span), message)
                .with_effect(effect_of_every_match(rule))
                .help(format!("add {missing}, or remove {names}"));
        }
    }
    report_refused(cluster, findings);
}

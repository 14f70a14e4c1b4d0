//! `filter-rule-always-matches`: a rule whose comparison is true of every prefix.

use super::words::{effect_of_every_match, with_operator};
use crate::cluster::Cluster;
use crate::filter::compares_with_a_set;
use crate::resource::{Field, MatchOperator};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-rule-always-matches",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted, Effect::RoutesLost],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A rule that matches every prefix",
    page: include_str!("../../../rules/filter-rule-always-matches.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists() {
        for rule in list.rules.items().iter().filter_map(Field::value) {
            let is_faulty = compares_with_a_set(rule, MatchOperator::NotEqual);
            if let Some(span) = rule.match_operator.span().filter(|_| is_faulty) {
                let finding = findings.add(
                    resource.at(span),
                    "`NotEqual` with `prefixLength` is true of every route, because for BIRD a prefix never equals a set of prefixes",
                );
                finding.with_effect(effect_of_every_match(rule));
                finding.fixes.extend(with_operator(cluster, resource, rule, MatchOperator::NotIn));
                finding.help("write `NotIn` to match all but the networks of these lengths, or remove `prefixLength` to match all but this network");
            }
        }
    }
}

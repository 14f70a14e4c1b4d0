//! `filter-rule-always-matches`: a rule that matches every prefix, though it names some.

use super::describe::compares_with_a_set;
use crate::cluster::Cluster;
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
    fix: FixKind::None,
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
                    "`NotEqual` with `prefixLength`: BIRD compares a prefix with a set of prefixes, which are never equal, so the \
                     comparison is true of every prefix",
                );
                finding.help("write `NotIn` to match all but the networks of these lengths, or take `prefixLength` out to match all but this network");
            }
        }
    }
}

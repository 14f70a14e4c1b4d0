//! `filter-cidr-without-operator`: a network without an operator, or an operator without a network.

use super::lists;
use crate::cluster::Cluster;
use crate::resource::{Field, FilterRule};
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-cidr-without-operator",
    group: Group::Filter,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A network without an operator, or an operator without a network",
    page: include_str!("../../../rules/filter-cidr-without-operator.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in lists(cluster) {
        for rule in list.rules.items().iter().filter_map(Field::value) {
            if rule.cidr.value().is_some() && rule.match_operator.is_absent() {
                let place = resource.at(rule.cidr.span().unwrap_or(resource.head));
                let message = format!(
                    "`cidr` without `matchOperator`: confd cannot render the {} rules of any BGPFilter, so the old BGP configuration \
                     stays on every node",
                    list.family
                );
                findings.add(place, message).help("add `matchOperator: In`, or `Equal` for this network alone");
            }
            let written = [
                ("matchOperator", rule.match_operator.span().filter(|_| rule.match_operator.value().is_some())),
                ("prefixLength", rule.prefix_length.key_span().filter(|_| rule.prefix_length.value().is_some())),
            ];
            let lost = written.into_iter().find_map(|(name, span)| Some((name, span?)));
            if let Some((name, span)) = lost.filter(|_| rule.cidr.is_absent()) {
                let message = format!(
                    "`{name}` without `cidr`: Calico drops the condition, and the rule matches {}",
                    if has_other_conditions(rule) { "whatever its other conditions match" } else { "every route" }
                );
                findings.add(resource.at(span), message).help(format!("add `cidr`, or take `{name}` out"));
            }
        }
    }
}

fn has_other_conditions(rule: &FilterRule) -> bool {
    rule.interface.is_set()
        || rule.source.is_set()
        || rule.peer_type.is_set()
        || rule.priority.is_set()
        || rule.communities.is_set()
        || rule.as_path_prefix.is_set()
}

//! `allow-list-without-reject`: an import list with Accept rules only.

use crate::cluster::Cluster;
use crate::resource::{Action, Direction, Field, FilterRule};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "allow-list-without-reject",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "An import list with Accept rules only",
    page: include_str!("../../../rules/allow-list-without-reject.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists().filter(|(_, list)| list.direction == Direction::Import) {
        let rules = list.rules.items();
        let accepts_only = |rule: &Field<FilterRule>| {
            rule.value().is_some_and(|rule| {
                rule.action.value() == Some(&Action::Accept)
                    && rule.operations.is_certain()
                    && rule.operations.items().is_empty()
            })
        };
        if rules.is_empty() || !rules.iter().all(accepts_only) || !cluster.knows_filter_users() {
            continue;
        }
        let mut users = cluster.filter_users(resource.name()).iter().copied().peekable();
        let is_used = users.peek().is_some();
        if is_used && users.all(|(_, peer)| cluster.may_reject_behind(peer, resource.name(), &list)) {
            continue;
        }
        let place = resource.at(list.rules.key_span().unwrap_or(resource.head));
        let message = format!(
            "`{}` has only Accept rules, and a route that no rule matches is accepted too: the list has no effect",
            list.name
        );
        let finding = findings.add(place, message);
        finding.help("add `- action: Reject` as the last rule");
        let last = rules.last().and_then(Field::span);
        let edit = last.and_then(|last| Edit::next_item(cluster, resource.at(last), "action: Reject"));
        finding.fixes.extend(edit.map(|edit| Fix::to_review("reject all other routes", vec![edit])));
        if !is_used {
            finding.conditional("if no later filter rejects routes");
        }
    }
}

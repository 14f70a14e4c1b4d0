//! `export-accept-too-broad`: an export rule that accepts more than the pools.

use crate::cluster::{Accepted, BroadAccept, Cluster};
use crate::resource::Direction;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "export-accept-too-broad",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    topics: &[],
    fix: FixKind::None,
    summary: "An export rule that accepts more than the pools",
    page: include_str!("../../../rules/export-accept-too-broad.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists().filter(|(_, list)| list.direction == Direction::Export) {
        for BroadAccept { rule, span, accepted } in cluster.broad_accepts(&list) {
            let what = match accepted {
                Accepted::EveryRoute => "the rule accepts every route".to_owned(),
                Accepted::MoreThanPool { pool, cidr } => {
                    format!("the rule accepts all of IPPool `{}` ({cidr}) and more", pool.name())
                }
            };
            let message = format!(
                "{what}, and Calico's own export policy is skipped: nodes also advertise /{} routes, the routes of pools with \
                 `disableBGPExport` and routes outside the pools",
                list.family.bits()
            );
            let place = rule.cidr.span().or(rule.action.span()).unwrap_or(span);
            findings.add(resource.at(place), message).help(
                "limit the rule to the networks of the pools, or remove the rule: Calico's own policy exports the pools",
            );
        }
    }
}

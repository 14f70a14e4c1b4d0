//! `as-number-as-repeat-count`: an AS number where a small count is due.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The field.
const FIELD: &str = "numAllowedLocalASNumbers";
/// How often an own AS number may stand in a path at most, in any fabric that makes sense.
const MOST: i64 = 10;

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-as-repeat-count",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted, Effect::Frozen],
    fix: FixKind::None,
    summary: "A count of own AS numbers that is an AS number",
    page: include_str!("../../../rules/as-number-as-repeat-count.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let meaning = "this is how often the own AS number may stand in the path of a route, not an AS number";
    let help = "write 1 or 2, or `localASNumber` for an AS number to claim";
    for (resource, peer) in cluster.peers() {
        let count = &peer.num_allowed_local_as_numbers;
        if let Some((number, span)) = count.value().zip(count.span()).filter(|(number, _)| **number > MOST) {
            let message = format!("{meaning}: with {number} BIRD drops no route of this neighbour that has looped");
            findings.add(resource.at(span), message).help(help);
        }
    }
    for (resource, problem) in cluster.problems().filter(|(_, problem)| problem.field == FIELD) {
        if let ProblemKind::OutOfRange { written, .. } = &problem.kind {
            let message = format!(
                "{meaning}: {written} passes the CRD, and then Calico cannot read any {} of the cluster",
                resource.kind_name()
            );
            findings.add(resource.at(problem.span), message).with_effect(Effect::Frozen).help(help);
        }
    }
}

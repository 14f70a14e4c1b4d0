//! `field-needs-newer-calico`: a field that the targeted Calico release does not have yet.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "field-needs-newer-calico",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    is_freeze: false,
    summary: "A field that the targeted Calico release does not have yet",
    page: include_str!("../../../rules/field-needs-newer-calico.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let Some(release) = cluster.settings.release else {
        return;
    };
    for (resource, problem) in cluster.problems() {
        let ProblemKind::NeedsRelease { since } = &problem.kind else {
            continue;
        };
        if *since <= release {
            continue;
        }
        let message = match problem.field.as_str() {
            "kind" => format!("{} came with Calico {since}: {release} does not know it", resource.kind_name()),
            field => format!("`{field}` came with Calico {since}: {release} drops it in silence"),
        };
        findings.add(resource.at(problem.span), message).help(format!("do without it, or move to Calico {since}"));
    }
}

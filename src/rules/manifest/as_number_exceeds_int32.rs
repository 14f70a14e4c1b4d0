//! `as-number-exceeds-int32`: an AS number above 2147483647, which does not fit the CRDs.

use crate::cluster::Cluster;
use crate::resource::value::Release;
use crate::resource::{Kind, ProblemKind};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-exceeds-int32",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::AtRisk],
    fix: FixKind::None,
    summary: "An AS number above 2147483647, which does not fit the int32 of the CRDs",
    page: include_str!("../../../rules/as-number-exceeds-int32.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    // Later releases declare the field with its full range.
    if cluster.settings.release.is_some_and(|release| release > Release::v3(32)) {
        return;
    }
    for (resource, problem) in cluster.problems() {
        let ProblemKind::AsNumberExceedsInt32 = &problem.kind else {
            continue;
        };
        let written = cluster.written(resource, problem.span).trim_matches(['"', '\'']);
        let message = format!(
            "AS number {written} does not fit the int32 of the CRD (at most 2147483647): Kubernetes rejects the object"
        );
        // Only the AS number of a node can also be written in an annotation.
        let help = match resource.kind {
            Some(Kind::BgpConfiguration) => {
                "use a private AS number from 64512 to 65534, or set the number on each node by annotation, which has no such limit"
            }
            _ => {
                "use an AS number up to 2147483647, such as a private one (64512 to 65534), or a Calico release after 3.32.1"
            }
        };
        findings
            .add(resource.at(problem.span), message)
            .conditional("if the cluster runs Kubernetes 1.36 or later with Calico up to 3.32.1")
            .help(help);
    }
}

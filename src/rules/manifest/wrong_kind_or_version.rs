//! `wrong-kind-or-version`: a kind or version that Calico does not have.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-kind-or-version",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    fix: FixKind::None,
    summary: "A kind or version that Calico does not have",
    page: include_str!("../../../rules/wrong-kind-or-version.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::WrongKindOrVersion { message, help } = &problem.kind else {
            continue;
        };
        findings.add(resource.at(problem.span), message).help(help);
    }
}

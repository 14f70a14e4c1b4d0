//! `quoted-as-number`: an AS number written as text.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "quoted-as-number",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    fix: FixKind::None,
    summary: "An AS number written as text",
    page: include_str!("../../../rules/quoted-as-number.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::QuotedAsNumber { number } = &problem.kind else {
            continue;
        };
        let (severity, consequence) = match resource.is_storage {
            true => (Severity::Warning, "the CRD takes a number only and refuses it"),
            false => (Severity::Info, "calicoctl and the aggregated API server take it, native CRDs refuse it"),
        };
        findings
            .add(resource.at(problem.span), format!("this AS number is text: {consequence}"))
            .severity(severity)
            .help(format!("write `{}: {number}`", problem.field));
    }
}

//! `quoted-as-number`: an AS number written as text.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "quoted-as-number",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[],
    fix: FixKind::Safe,
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
            true => (Severity::Warning, "the CRD accepts only a number, so Kubernetes rejects the object"),
            false => {
                (Severity::Info, "calicoctl and Calico's API server accept the text, native v3 CRDs reject the object")
            }
        };
        let edit = Editor::new(cluster, resource).unquoted(problem.span, &number.to_string());
        findings
            .add(resource.at(problem.span), format!("the AS number {number} is written as text: {consequence}"))
            .severity(severity)
            .help(format!("write `{number}` without quotes"))
            .fix(edit.map(|edit| edit.safe("write the AS number as a number")));
    }
}

//! `wrong-kind-or-version`: a kind or version that Calico does not have.

use crate::cluster::Cluster;
use crate::resource::{Meant, ProblemKind};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-kind-or-version",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    fix: FixKind::Unsafe,
    summary: "A kind or version that Calico does not have",
    page: include_str!("../../../rules/wrong-kind-or-version.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::WrongKindOrVersion { message, help, meant } = &problem.kind else {
            continue;
        };
        let fix = meant.as_ref().and_then(|Meant { text, is_certain }| {
            let edit = Editor::new(cluster, resource).value(problem.span, text)?;
            let title = format!("write `{text}`");
            Some(if *is_certain { edit.safe(title) } else { edit.to_review(title) })
        });
        findings.add(resource.at(problem.span), message).help(help).fix(fix);
    }
}

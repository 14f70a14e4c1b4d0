//! `duplicate-key`: a key that appears twice in one mapping.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A key that appears twice in one mapping",
    page: include_str!("../../../rules/duplicate-key.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::DuplicateKey { first } = &problem.kind else {
            continue;
        };
        let message = format!(
            "the key `{}` appears twice: kubectl silently keeps the last value, calicoctl rejects the file",
            problem.subject
        );
        findings
            .add(resource.at(problem.span), message)
            .label("the value that is kept")
            .related(resource.at(*first), "the value that is lost")
            .help("keep one of the two keys");
    }
}

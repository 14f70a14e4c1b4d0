//! `duplicate-key`: the same key twice in one mapping.

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
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "The same key twice in one mapping",
    page: include_str!("../../../rules/duplicate-key.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::DuplicateKey { first } = &problem.kind else {
            continue;
        };
        let message = format!(
            "the key `{}` stands twice: kubectl takes the last value in silence, calicoctl refuses the file",
            problem.field
        );
        findings
            .add(resource.at(problem.span), message)
            .label("this one wins")
            .related(resource.at(*first), "this one is lost")
            .help("keep one of the two");
    }
}

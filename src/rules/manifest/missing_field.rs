//! `missing-field`: a required field that is absent or empty.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    fix: FixKind::None,
    summary: "A required field that is absent or empty",
    page: include_str!("../../../rules/missing-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::MissingField = &problem.kind else {
            continue;
        };
        let field = problem.field.as_str();
        let (effect, consequence) = match (resource.kind_name(), field) {
            ("BGPConfiguration", "cidr" | "communities") => {
                (Effect::Dropped, "Kubernetes rejects the object, or Calico silently drops the entry")
            }
            (_, "secretKeyRef.name") => {
                (Effect::Dropped, "Calico finds no Secret, and the sessions come up without a password")
            }
            _ => (Effect::Refused, "Kubernetes rejects the object"),
        };
        findings
            .add(resource.at(problem.span), format!("`{field}` is missing: {consequence}"))
            .with_effect(effect)
            .help(format!("add `{field}`"));
    }
}

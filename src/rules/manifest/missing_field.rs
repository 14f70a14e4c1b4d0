//! `missing-field`: a required field that is absent or empty.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    is_freeze: false,
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
        let consequence = match (resource.kind_name(), field) {
            ("BGPConfiguration", "cidr" | "communities") => "the entry is refused, or dropped in silence",
            ("BGPFilter", "action") => "the API server refuses the filter",
            (_, "secretKeyRef.name") => "no Secret is found, and the sessions come up without a password",
            (_, "secretKeyRef.key") => "the API server refuses it: a Secret's key is needed to find the password",
            _ => "the API server refuses the document",
        };
        findings
            .add(resource.at(problem.span), format!("`{field}` is missing: {consequence}"))
            .help(format!("add `{field}`"));
    }
}

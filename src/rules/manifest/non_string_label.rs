//! `non-string-label`: a label or annotation whose value is a bare boolean or number.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "non-string-label",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    fix: FixKind::None,
    summary: "A label or annotation whose value is a bare boolean or number",
    page: include_str!("../../../rules/non-string-label.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::NonStringLabel { map, found } = &problem.kind else {
            continue;
        };
        let written = cluster.written(resource, problem.span);
        let message = format!(
            "the value of the {map} `{}` is {found}, not text: the API server refuses the document",
            problem.field
        );
        findings.add(resource.at(problem.span), message).help(format!("put it in quotes: \"{written}\""));
    }
}

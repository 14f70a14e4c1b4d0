//! `ignored-node-annotation`: a BGP annotation of a node that Calico ignores.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-node-annotation",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::Unsafe,
    summary: "A BGP annotation of a node that Calico ignores",
    page: include_str!("../../../rules/ignored-node-annotation.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let place = resource.at(problem.span);
        match &problem.kind {
            ProblemKind::IgnoredAnnotation { written, expected, consequence } => {
                let message = format!("`{written}` is not {expected}: Calico drops the annotation, so {consequence}");
                findings.add(place, message).help(format!("write {expected}"));
            }
            ProblemKind::MisspeltAnnotation { suggestion } => {
                let message = format!(
                    "Calico does not know the annotation `{}` and ignores its value without any error or log message",
                    problem.field
                );
                let finding = findings.add(place.clone(), message).help(format!("did you mean `{suggestion}`?"));
                let is_there = resource.metadata.annotations.iter().any(|(name, _)| name == suggestion);
                let edit = Edit::word(cluster, place, &problem.field, suggestion);
                if let Some(edit) = edit.filter(|_| !is_there) {
                    let title = format!("rename the annotation to `{suggestion}`");
                    // Nobody means two annotations that differ in the case of letters only.
                    let is_safe = problem.field.eq_ignore_ascii_case(suggestion);
                    finding.fix(Fix { title, is_safe, edits: vec![edit] });
                }
            }
            _ => {}
        }
    }
}

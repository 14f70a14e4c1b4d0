//! `ignored-node-annotation`: a BGP annotation of a node that Calico ignores.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-node-annotation",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::None,
    summary: "A BGP annotation of a node that Calico ignores",
    page: include_str!("../../../rules/ignored-node-annotation.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let place = resource.at(problem.span);
        match &problem.kind {
            ProblemKind::IgnoredAnnotation { written, expected, consequence } => {
                let message = format!(
                    "Calico drops this annotation, since `{written}` is not {expected}: {consequence}, with one log line at most"
                );
                findings.add(place, message).help(format!("write {expected}"));
            }
            ProblemKind::MisspeltAnnotation { suggestion } => {
                let message = format!("Calico has no annotation `{}` and ignores it", problem.field);
                findings.add(place, message).help(format!("write `{suggestion}`"));
            }
            _ => {}
        }
    }
}

//! `ignored-node-annotation`: a BGP annotation of a node that Calico ignores.

use crate::cluster::Cluster;
use crate::resource::{NodeAnnotation, ProblemKind, Word};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-node-annotation",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A BGP annotation of a node that Calico ignores",
    page: include_str!("../../../rules/ignored-node-annotation.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let place = resource.at(problem.span);
        match &problem.kind {
            ProblemKind::IgnoredAnnotation { written, annotation } => {
                let (expected, consequence) = explain(*annotation);
                let message = format!("`{written}` is not {expected}: Calico drops the annotation, so {consequence}");
                findings.add(place, message).help(format!("write {expected}"));
            }
            ProblemKind::MisspelledAnnotation { suggestion } => {
                let written = problem.subject.to_string();
                let message = format!(
                    "Calico does not know the annotation `{written}` and ignores its value without any error or log message"
                );
                let suggestion = suggestion.text();
                let finding = findings.add(place.clone(), message).help(format!("did you mean `{suggestion}`?"));
                let is_there = resource.metadata.annotations.iter().any(|(name, _)| name == suggestion);
                let edit = Edit::word(cluster, place, &written, suggestion);
                if let Some(edit) = edit.filter(|_| !is_there) {
                    let title = format!("rename the annotation to `{suggestion}`");
                    // Nobody means two annotations that differ in the case of letters only.
                    let is_safe = written.eq_ignore_ascii_case(suggestion);
                    finding.fix(Fix { title, is_safe, edits: vec![edit] });
                }
            }
            _ => {}
        }
    }
}

/// What Calico accepts, and what the node is without it.
fn explain(annotation: NodeAnnotation) -> (&'static str, &'static str) {
    match annotation {
        NodeAnnotation::AsNumber => {
            ("an AS number from 0 to 4294967295, decimal or dotted", "the node uses the AS number of the cluster")
        }
        NodeAnnotation::Ipv4Address => {
            ("an IPv4 address such as 10.0.0.1/24", "the node has no IPv4 address and no IPv4 session")
        }
        NodeAnnotation::Ipv6Address => {
            ("an IPv6 address such as fd00::1/64", "the node has no IPv6 address and no IPv6 session")
        }
        NodeAnnotation::RouteReflectorClusterId => {
            ("a dotted IPv4 address such as 244.0.0.1", "the node is not a route reflector")
        }
    }
}

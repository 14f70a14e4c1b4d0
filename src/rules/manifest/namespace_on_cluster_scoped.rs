//! `namespace-on-cluster-scoped`: a namespace on a kind that belongs to no namespace.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::{Kind, ProblemKind};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "namespace-on-cluster-scoped",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::Namespace],
    fix: FixKind::Safe,
    summary: "A namespace on a cluster-scoped kind",
    page: include_str!("../../../rules/namespace-on-cluster-scoped.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::NamespaceOnClusterScoped = &problem.kind else {
            continue;
        };
        let consequence = match resource.kind {
            Some(Kind::CalicoNode) => "calicoctl rejects the object",
            _ => "kubectl ignores the namespace, calicoctl rejects the object",
        };
        let message = format!("{} is cluster-scoped: {consequence}", resource.kind_name());
        let key = resource.metadata.namespace.key_span().filter(|key| *key != problem.span);
        let edit = key.and_then(|key| Editor::new(cluster, resource).without_entry(key, problem.span));
        findings
            .add(resource.at(problem.span), message)
            .help("delete `namespace`")
            .fix(edit.map(|edit| edit.safe("delete `namespace`")));
    }
    report_refused(cluster, findings);
}

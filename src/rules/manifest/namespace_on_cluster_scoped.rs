//! `namespace-on-cluster-scoped`: a namespace on a kind that has none.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "namespace-on-cluster-scoped",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "A namespace on a kind that has none",
    page: include_str!("../../../rules/namespace-on-cluster-scoped.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::NamespaceOnClusterScoped = &problem.kind else {
            continue;
        };
        let message = format!(
            "{} has no namespace: kubectl ignores this one, calicoctl refuses the document",
            resource.kind_name()
        );
        findings.add(resource.at(problem.span), message).help("remove `namespace`");
    }
}

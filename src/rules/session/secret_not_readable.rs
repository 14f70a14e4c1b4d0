//! `secret-not-readable`: a Secret that calico-node may not read.

use std::collections::BTreeSet;

use crate::cluster::{Access, Cluster};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "secret-not-readable",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A Secret that calico-node may not read",
    page: include_str!("../../../rules/secret-not-readable.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (secret, uses) in cluster.password_references() {
        let found = cluster
            .readable_secrets(secret.name)
            .into_iter()
            .chain(cluster.secrets_named(secret.name).iter().copied())
            .next();
        let found = found.filter(|(_, secret)| !secret.is_mirrored);
        let Some(((resource, _), first)) = found.zip(uses.first()).filter(|_| seen.insert(secret.name)) else {
            continue;
        };
        let access = cluster.access_to(resource);
        // `secret-in-wrong-namespace` reports a Secret in another namespace.
        let is_misplaced = !cluster.readable_secrets(secret.name).iter().any(|(found, _)| found.id == resource.id)
            && resource.metadata.namespace.is_set();
        if access == Access::Granted || access == Access::Unknown && is_misplaced {
            continue;
        }
        let message = format!(
            "neither a Role nor Calico's own ClusterRole lets calico-node read Secret `{}`: the session has no password",
            secret.name
        );
        let finding = findings.add(resource.place(), message);
        finding.related(first.resource.at(first.span), "the password that uses the Secret").help(
            "add a Role with `get`, `list` and `watch` on this Secret, and a RoleBinding to the ServiceAccount `calico-node`",
        );
        if access == Access::Unknown {
            finding.severity(Severity::Info).conditional("if no Role elsewhere allows the access");
        }
    }
}

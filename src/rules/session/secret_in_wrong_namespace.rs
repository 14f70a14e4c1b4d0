//! `secret-in-wrong-namespace`: a Secret in a namespace that calico-node does not read.

use std::collections::BTreeSet;

use crate::cluster::Cluster;
use crate::known::Truth;
use crate::resource::Resource;
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "secret-in-wrong-namespace",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A Secret in a namespace that calico-node does not read",
    page: include_str!("../../../rules/secret-in-wrong-namespace.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.may_move_namespaces() {
        return;
    }
    let namespaces = cluster.calico_namespaces();
    let mut seen = BTreeSet::new();
    for (secret, uses) in cluster.password_references() {
        let Some(first) = uses.first().filter(|_| seen.insert(secret.name) && !cluster.is_secret_to_come(secret.name))
        else {
            continue;
        };
        let found = cluster.secrets_named(secret.name);
        if found.iter().any(|(_, secret)| secret.is_mirrored) {
            continue;
        }
        let found: Vec<&Resource> = found.iter().map(|(resource, _)| *resource).collect();
        let is_elsewhere = |resource: &&Resource| cluster.is_in_calico_namespace(resource) == Truth::No;
        let Some(resource) = found.first().filter(|_| found.iter().all(is_elsewhere)) else {
            continue;
        };
        let namespace = &resource.metadata.namespace;
        let read = namespaces.join("` or `");
        let message = format!(
            "Secret `{}` is in namespace `{}`, but calico-node reads Secrets only in its own, `{read}`: the session has no password",
            secret.name,
            namespace.value().map_or("", String::as_str)
        );
        let place = resource.at(namespace.span().unwrap_or(resource.head));
        let written = namespace.value().map_or("", String::as_str);
        let edit = Edit::word(cluster, place.clone(), written, &read);
        let finding = findings.add(place, message);
        finding
            .related(first.resource.at(first.span), "the password that uses the Secret")
            .help(format!("put the Secret into `{read}`"));
        finding
            .fixes
            .extend(edit.map(|edit| Fix::to_review(format!("move the Secret to namespace `{read}`"), vec![edit])));
    }
}

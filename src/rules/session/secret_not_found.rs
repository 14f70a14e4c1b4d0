//! `secret-not-found`: a password whose Secret or key is not there.

use crate::cluster::Cluster;
use crate::resource::{Resource, Secret};
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "secret-not-found",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A password whose Secret or key is not there",
    page: include_str!("../../../rules/secret-not-found.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (secret, uses) in cluster.password_references() {
        let Some((first, others)) = uses.split_first().filter(|_| !cluster.is_secret_to_come(secret.name)) else {
            continue;
        };
        let named: Vec<&Secret> = cluster.secrets_named(secret.name).map(|(_, found)| found).collect();
        let has_key = |found: &&Secret| found.entries.is_empty() || found.entry(secret.key).is_some();
        let is_neighbour = |resource: &Resource| {
            let namespace = resource.metadata.namespace.value();
            namespace.is_some_and(|own| cluster.calico_namespaces().contains(&own.as_str()))
        };
        let what = match named.is_empty() {
            true => format!("Secret `{}` is not in the input", secret.name),
            false if named.iter().any(has_key) => continue,
            false => format!("Secret `{}` has no key `{}`", secret.name, secret.key),
        };
        let message =
            format!("{what}: calico-node renders the session without a password, and says so in its log only");
        let finding = findings.add(first.resource.at(first.span), message);
        for other in others {
            finding.related(other.resource.at(other.span), "used here too");
        }
        match named.is_empty() {
            true => finding.help(format!("add it to the namespace {}", namespaces(cluster))),
            false => finding.help("name a key that it has"),
        };
        if named.is_empty() && !cluster.secrets().any(|(resource, _)| is_neighbour(resource)) {
            finding.severity(Severity::Info).conditional("if it is not made elsewhere");
        }
    }
}

/// The namespaces of calico-node in words.
fn namespaces(cluster: &Cluster) -> String {
    let quoted: Vec<String> = cluster.calico_namespaces().iter().map(|name| format!("`{name}`")).collect();
    format!("{} of calico-node", quoted.join(" or "))
}

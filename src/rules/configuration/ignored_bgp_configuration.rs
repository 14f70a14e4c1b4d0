//! `ignored-bgp-configuration`: a BGPConfiguration whose name means nothing to Calico.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-bgp-configuration",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::None,
    summary: "A BGPConfiguration whose name means nothing to Calico",
    page: include_str!("../../../rules/ignored-bgp-configuration.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, _) in cluster.configurations() {
        let Some(name) = resource.metadata.name.value() else {
            continue;
        };
        let is_node = name.strip_prefix("node.").is_some_and(|node| !node.is_empty());
        if name == "default" || is_node {
            continue;
        }
        let message =
            format!("Calico reads only `default` and `node.<name>`: all of BGPConfiguration `{name}` is ignored");
        let help = match cluster.has_node(name) {
            true => format!("write `node.{name}` for the settings of that node"),
            false => "name it `default`, or `node.` and the name of a node".to_owned(),
        };
        findings.add(resource.place(), message).help(help);
    }
}

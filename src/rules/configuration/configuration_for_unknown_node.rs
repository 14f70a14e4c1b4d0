//! `configuration-for-unknown-node`: a BGPConfiguration for a node that does not exist.

use crate::cluster::{Cluster, Inventory};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "configuration-for-unknown-node",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::None,
    summary: "A BGPConfiguration for a node that does not exist",
    page: include_str!("../../../rules/configuration-for-unknown-node.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, _) in cluster.configurations() {
        let Some(name) = resource.name().strip_prefix("node.").filter(|name| !name.is_empty()) else {
            continue;
        };
        if cluster.inventory == Inventory::None {
            findings.unknown(Needs::Nodes);
            continue;
        }
        if cluster.may_have_node(name) {
            continue;
        }
        let message = format!("no known node is called `{name}`: nothing reads this BGPConfiguration");
        let finding = findings.add(resource.place(), message);
        finding.unless_more_nodes(cluster.inventory);
        match cluster.likely_node(name) {
            Some(known) => finding.help(format!("name it `node.{known}`")),
            None => finding.help("name it after the node as Kubernetes does (`kubectl get nodes`)"),
        };
    }
}

//! `unknown-node`: a BGPPeer for a node that does not exist.

use crate::cluster::{Cluster, Inventory};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-node",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "A BGPPeer for a node that does not exist",
    page: include_str!("../../../rules/unknown-node.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, peer) in cluster.peers() {
        let Some((name, span)) = peer.node.value().zip(peer.node.span()) else {
            continue;
        };
        if peer.node_selector.is_set() || cluster.may_have_node(name) {
            continue;
        }
        if cluster.inventory == Inventory::None {
            findings.unknown(Needs::Nodes);
            continue;
        }
        let message = format!(
            "no known node is called `{name}`: BGPPeer `{}` makes no session, and nothing says so",
            resource.name()
        );
        let finding = findings.add(resource.at(span), message);
        finding.unless_more_nodes(cluster.inventory);
        match cluster.nearest_node(name) {
            Some(known) => finding.help(format!("write `{known}`")),
            None => finding.help("a node's name is its name in Kubernetes (`kubectl get nodes`)"),
        };
    }
}

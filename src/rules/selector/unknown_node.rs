//! `unknown-node`: a BGPPeer for a node that does not exist.

use crate::cluster::{Cluster, Inventory};
use crate::resource::BgpPeer;
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Needs, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-node",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A BGPPeer for a node that does not exist",
    page: include_str!("../../../rules/unknown-node.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, peer) in cluster.all::<BgpPeer>() {
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
            "no known node is named `{name}`, so BGPPeer `{}` makes no session, without any error or log message",
            resource.name()
        );
        let finding = findings.add(resource.at(span), message);
        finding.unless_more_nodes(cluster.inventory);
        let Some(known) = cluster.likely_node(name) else {
            finding.help("write the node's name as `kubectl get nodes` shows it");
            continue;
        };
        finding.help(format!("did you mean `{known}`?"));
        let edit = Edit::word(cluster, resource.at(span), name, known);
        finding.fixes.extend(edit.map(|edit| Fix::to_review(format!("write `{known}`"), vec![edit])));
    }
}

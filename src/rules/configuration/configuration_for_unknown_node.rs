//! `configuration-for-unknown-node`: a BGPConfiguration for a node that does not exist.

use crate::cluster::{Cluster, Inventory};
use crate::resource::BgpConfiguration;
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "configuration-for-unknown-node",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A BGPConfiguration for a node that does not exist",
    page: include_str!("../../../rules/configuration-for-unknown-node.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, _) in cluster.all::<BgpConfiguration>() {
        let Some(name) = resource.holds_for().node() else {
            continue;
        };
        if cluster.inventory == Inventory::None {
            findings.unknown(Needs::Nodes);
            continue;
        }
        if cluster.may_have_node(name) {
            continue;
        }
        let message = format!("no known node is called `{name}`: no node reads the BGPConfiguration");
        let finding = findings.add(resource.place(), message);
        finding.unless_more_nodes(cluster.inventory);
        let Some(known) = cluster.likely_node(name) else {
            finding.help("use the name of the node as `kubectl get nodes` prints it");
            continue;
        };
        let meant = format!("node.{known}");
        let is_free = cluster.all::<BgpConfiguration>().all(|(other, _)| other.name() != meant);
        let edit = Editor::new(cluster, resource).value(resource.head, &meant).filter(|_| is_free);
        finding
            .help(format!("did you mean `{meant}`?"))
            .fix(edit.map(|edit| edit.to_review(format!("rename the BGPConfiguration to `{meant}`"))));
    }
}

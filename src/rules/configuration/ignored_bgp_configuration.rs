//! `ignored-bgp-configuration`: a BGPConfiguration whose name Calico does not know.

use crate::cluster::Cluster;
use crate::resource::{BgpConfiguration, HoldsFor};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-bgp-configuration",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A BGPConfiguration whose name Calico does not know",
    page: include_str!("../../../rules/ignored-bgp-configuration.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, _) in cluster.all::<BgpConfiguration>() {
        let Some(name) = resource.metadata.name.value() else {
            continue;
        };
        if resource.holds_for() != HoldsFor::Nothing {
            continue;
        }
        let message =
            format!("Calico reads only `default` and `node.<name>`: the whole BGPConfiguration `{name}` is ignored");
        let finding = findings.add(resource.place(), message);
        if cluster.has_node(name) {
            let meant = format!("node.{name}");
            let is_free = cluster.all::<BgpConfiguration>().all(|(other, _)| other.name() != meant);
            let edit = Editor::new(cluster, resource).value(resource.head, &meant).filter(|_| is_free);
            finding
                .help(format!("did you mean `{meant}`, the settings of that node?"))
                .fix(edit.map(|edit| edit.to_review(format!("rename the BGPConfiguration to `{meant}`"))));
        } else {
            finding.help("rename the object to `default`, or to `node.` and the name of a node");
        }
    }
}

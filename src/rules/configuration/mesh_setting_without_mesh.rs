//! `mesh-setting-without-mesh`: a setting of the node-to-node mesh while the mesh is off.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mesh-setting-without-mesh",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::Mesh],
    fix: FixKind::None,
    summary: "A setting of the node-to-node mesh while the mesh is off",
    page: include_str!("../../../rules/mesh-setting-without-mesh.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, configuration) in cluster.default_configurations() {
        let mesh = &configuration.node_to_node_mesh_enabled;
        if mesh.value() != Some(&false) {
            continue;
        }
        let (password, restart) = (&configuration.node_mesh_password, &configuration.node_mesh_max_restart_time);
        let settings = [
            ("nodeMeshPassword", "password", password.span().filter(|_| password.is_set())),
            ("nodeMeshMaxRestartTime", "maxRestartTime", restart.span().filter(|_| restart.is_set())),
        ];
        for (field, of_peer, span) in settings {
            let Some(span) = span else {
                continue;
            };
            let admitted = Admitted::at(cluster, resource, span);
            let (effect, consequence) = admitted.or_else(Effect::Dropped, "the setting has no effect");
            let message = format!("`{field}` is for the node-to-node mesh, and the mesh is off: {consequence}");
            let finding = findings.add(resource.at(span), message);
            finding.severity(if effect == Effect::Refused { Severity::Error } else { Severity::Warning });
            finding.help(format!("delete `{field}`, or set `{of_peer}` on the BGPPeers"));
            finding.with_effect(effect);
            if let Some(span) = mesh.span() {
                finding.related(resource.at(span), "the mesh is off");
            }
        }
    }
    report_refused(cluster, findings);
}

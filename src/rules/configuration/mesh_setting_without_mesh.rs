//! `mesh-setting-without-mesh`: a setting of the node-to-node mesh while the mesh is off.

use crate::cluster::Cluster;
use crate::resource::value::Release;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mesh-setting-without-mesh",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
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
        let is_rejected = cluster.settings.release.is_some_and(|release| release >= Release::v3(32));
        let (password, restart) = (&configuration.node_mesh_password, &configuration.node_mesh_max_restart_time);
        let settings = [
            ("nodeMeshPassword", "password", password.key_span().filter(|_| password.is_set())),
            ("nodeMeshMaxRestartTime", "maxRestartTime", restart.key_span().filter(|_| restart.is_set())),
        ];
        for (field, of_peer, span) in settings {
            let Some(span) = span else {
                continue;
            };
            let message = format!(
                "`{field}` is for the node-to-node mesh, and the mesh is off: the setting has no effect, calicoctl rejects the \
                 object, and so does kubectl from Calico 3.32 on"
            );
            let finding = findings.add(resource.at(span), message);
            finding.help(format!("delete `{field}`, or set `{of_peer}` on the BGPPeers"));
            finding.with_effect(if is_rejected { Effect::Refused } else { Effect::Dropped });
            if let Some(span) = mesh.span() {
                finding.related(resource.at(span), "the mesh is off");
            }
        }
    }
}

//! `mesh-setting-without-mesh`: a setting of the node-to-node mesh while the mesh is off.

use crate::cluster::Cluster;
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
    for (resource, configuration) in cluster.configurations().filter(|(resource, _)| resource.name() == "default") {
        let mesh = &configuration.node_to_node_mesh_enabled;
        if !configuration.is_mesh_off() {
            continue;
        }
        let password = (
            "nodeMeshPassword",
            configuration.node_mesh_password.key_span(),
            configuration.node_mesh_password.is_set(),
        );
        let restart = &configuration.node_mesh_max_restart_time;
        let restart = ("nodeMeshMaxRestartTime", restart.key_span(), restart.is_set());
        for (field, span, _) in [password, restart].into_iter().filter(|(.., is_set)| *is_set) {
            let message = format!(
                "`{field}` is for the sessions of the mesh, and the mesh is off: it does nothing, and 3.32 and later refuse it"
            );
            let finding = findings.add(resource.at(span.unwrap_or(resource.head)), message);
            finding.help("remove it; a BGPPeer has a `password` and a `maxRestartTime` of its own");
            if let Some(span) = mesh.span() {
                finding.related(resource.at(span), "the mesh is off");
            }
        }
    }
}

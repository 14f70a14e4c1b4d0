//! `mesh-beside-reflectors`: a mesh that is still on beside route reflectors.

use crate::known::Known;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::Sessions;
use crate::wording::plural;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mesh-beside-reflectors",
    group: Group::Reflector,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    topics: &[],
    fix: FixKind::None,
    summary: "A mesh that is still on beside route reflectors",
    page: include_str!("../../../rules/mesh-beside-reflectors.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let members = sessions.mesh_members().count();
    if sessions.globals.mesh != Known::Value(true) || members < 2 || sessions.cluster.switched_off().is_some() {
        return;
    }
    let Some(declaration) = sessions.declaration_of_reflectors() else {
        return;
    };
    let reflectors = sessions.reflectors().count();
    let message = format!(
        "the node-to-node mesh is still on beside {reflectors} route reflector{}: the {members} other nodes also have the sessions \
         with each other that reflectors replace",
        plural(reflectors)
    );
    match sessions.cluster.default_configuration() {
        Some((resource, fields)) => findings
            .add(resource.at(fields.node_to_node_mesh_enabled.span().unwrap_or(resource.head)), message)
            .related(declaration.resource.place(), "connects nodes with reflectors")
            .help("when every node peers with the reflectors, set `nodeToNodeMeshEnabled: false`"),
        None => findings
            .add(declaration.resource.place(), message)
            .help("when every node peers with the reflectors, add a BGPConfiguration `default` with `nodeToNodeMeshEnabled: false`")
            .conditional("if no BGPConfiguration elsewhere turns the mesh off"),
    };
}

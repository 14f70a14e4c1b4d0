//! `mesh-beside-reflectors`: a mesh that is still on beside route reflectors.

use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Origin, Sessions};
use crate::wording::plural;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mesh-beside-reflectors",
    group: Group::Reflector,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    fix: FixKind::None,
    summary: "A mesh that is still on beside route reflectors",
    page: include_str!("../../../rules/mesh-beside-reflectors.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let is_reflector = |node: SpeakerId| matches!(sessions.speakers[node].cluster_id, Known::Value(_));
    let members =
        sessions.speakers.iter().filter(|speaker| speaker.cluster_id == Known::Absent && speaker.has_address());
    let members = members.count();
    if sessions.globals.mesh != Known::Value(true) || members < 2 || sessions.cluster.switched_off().is_some() {
        return;
    }
    let mut reflectors = 0;
    let mut declaration = None;
    for (number, class) in sessions.classes.all().iter_with_ids().filter(|(_, class)| is_reflector(class.first())) {
        reflectors += class.members().len();
        let clients = sessions.of_class(number).into_iter().filter(|(session, _)| {
            session.remote.is_some_and(|remote| !is_reflector(remote)) && session.is_internal() == Some(true)
        });
        let mut declared = clients.filter_map(|(session, _)| match session.origin {
            Origin::Declaration(number) => Some(number),
            Origin::Mesh => None,
        });
        declaration = declaration.or(declared.next());
    }
    let Some(declaration) = declaration.map(|number| &sessions.declarations[number]) else {
        return;
    };
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

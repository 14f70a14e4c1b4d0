//! `mesh-beside-reflectors`: a mesh beside route reflectors: a migration half done.

use crate::cluster::Known;
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::selector::Truth;
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mesh-beside-reflectors",
    group: Group::Reflector,
    severity: Severity::Info,
    is_pedantic: false,
    summary: "A mesh beside route reflectors",
    page: include_str!("../../../rules/mesh-beside-reflectors.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let classes = sessions.classes.all();
    let is_reflector =
        |class: &&crate::cluster::Class| matches!(sessions.speakers[class.first()].cluster_id, Known::Value(_));
    let reflectors: usize = classes.iter().filter(is_reflector).map(|class| class.members.len()).sum();
    let members = sessions.speakers.iter().filter(|speaker| speaker.cluster_id == Known::Absent).count();
    let peering = sessions.peerings.iter().find(|peering| {
        let has_reflector = |choose: &dyn Fn(&crate::cluster::Class) -> Truth| {
            classes.iter().filter(is_reflector).any(|class| choose(class) == Truth::Yes)
        };
        let is_between_nodes = matches!(peering.target, crate::session::Target::Selected(_));
        is_between_nodes
            && (has_reflector(&|class| peering.is_for(class)) || has_reflector(&|class| peering.selects(class)))
    });
    let (Some(peering), Known::Value(true), true) = (peering, sessions.globals.mesh, reflectors > 0 && members > 1)
    else {
        return;
    };
    let message = format!(
        "the node-to-node mesh is still on beside {reflectors} route reflector{}: the {members} other nodes keep a session with each \
         other, which is what the reflectors are to save",
        if reflectors == 1 { "" } else { "s" }
    );
    let configuration = sessions.cluster.default_configuration();
    let place = match configuration {
        Some((resource, fields)) => resource.at(fields.node_to_node_mesh_enabled.span().unwrap_or(resource.head)),
        None => peering.resource.place(),
    };
    let finding = findings.add(place, message);
    finding.related(peering.resource.place(), "a peering with reflectors");
    finding.help("when every node peers with the reflectors, set `nodeToNodeMeshEnabled: false`");
    if configuration.is_none() {
        finding.conditional("if no BGPConfiguration elsewhere turns the mesh off");
    }
}

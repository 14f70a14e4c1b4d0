//! `oversized-mesh`: a mesh of more than 100 nodes.

use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::Sessions;

/// From this size on Calico's documentation recommends route reflectors.
const LARGE: usize = 100;
/// From this size on a mesh causes problems.
const TOO_LARGE: usize = 200;

/// The rule.
pub static RULE: Rule = Rule {
    name: "oversized-mesh",
    group: Group::Reflector,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "A mesh of more than 100 nodes",
    page: include_str!("../../../rules/oversized-mesh.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let members: Vec<SpeakerId> = sessions.mesh_members_to_be().collect();
    let count = members.len();
    let is_on = sessions.globals.mesh == Known::Value(true) && sessions.cluster.switched_off().is_none();
    if !is_on || count <= LARGE {
        return;
    }
    let configuration = sessions.cluster.default_configuration();
    let place = match configuration {
        Some((resource, fields)) => Some(resource.at(fields.node_to_node_mesh_enabled.span().unwrap_or(resource.head))),
        None => members.first().and_then(|node| Some(sessions.speakers[*node].node.resource()?.place())),
    };
    let Some(place) = place else {
        return;
    };
    let message = format!(
        "a mesh of {count} nodes has {} sessions in each address family: each node keeps {} of them and sends each change of a route \
         to all",
        count * (count - 1) / 2,
        count - 1
    );
    let finding = findings.add(place, message);
    finding.help("make a few nodes route reflectors, or peer with top-of-rack routers, and turn the mesh off");
    if count > TOO_LARGE {
        finding.severity(Severity::Warning);
    }
    if configuration.is_none() {
        finding.conditional("if no BGPConfiguration elsewhere turns the mesh off");
    }
}

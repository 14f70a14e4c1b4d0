//! `isolated-reflector`: a route reflector that no BGPPeer connects, and that the mesh leaves out.

use super::words::{place_of_cluster_id, weigh};
use crate::known::Known;
use crate::propagation::Propagation;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list};

/// The rule.
pub static RULE: Rule = Rule {
    name: "isolated-reflector",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A route reflector that no BGPPeer connects",
    page: include_str!("../../../rules/isolated-reflector.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    let is_off = sessions.globals.mesh == Known::Value(false);
    // `mesh-disabled-without-peers` reports a mesh that is off without any BGPPeer.
    let is_reported = is_off && sessions.declarations.is_empty() || sessions.has_mistaken_declaration();
    if is_reported || sessions.participants().count() < 2 || sessions.cluster.switched_off().is_some() {
        return;
    }
    let mut isolated = sessions.nodes_without_declared_session();
    isolated.retain(|node| sessions.is_reflector(*node));
    let Some(place) = isolated.first().and_then(|node| place_of_cluster_id(sessions, *node)) else {
        return;
    };
    let names: Vec<&str> = isolated.iter().map(|node| sessions.name(*node)).collect();
    let (has, is, node) = match names.len() {
        1 => ("has a cluster ID", "is", "the node has"),
        _ => ("have cluster IDs", "are", "the nodes have"),
    };
    let left_mesh = match sessions.globals.mesh {
        Known::Value(true) => format!(" and so {is} not in the mesh"),
        _ => String::new(),
    };
    let message = format!("{} {has}{left_mesh}, and no BGPPeer adds a session: {node} no session at all", list(&names));
    let finding = findings.add(place, message);
    finding.help("add BGPPeers between the other nodes and the reflectors, or remove the cluster ID");
    if sessions.declarations.is_empty() {
        finding.severity(Severity::Warning).conditional("if no BGPPeer exists elsewhere");
        return;
    }
    weigh(propagation, propagation.need, finding);
}

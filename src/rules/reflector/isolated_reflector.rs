//! `isolated-reflector`: a route reflector that no BGPPeer connects, and that the mesh leaves out.

use super::words::{has_named_cause, place_of_cluster_id, prospects, takes_part, weigh};
use crate::cluster::SpeakerId;
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
    fix: FixKind::None,
    summary: "A route reflector that no BGPPeer connects",
    page: include_str!("../../../rules/isolated-reflector.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    let is_off = sessions.globals.mesh == Known::Value(false);
    // A mesh that is off without any BGPPeer is told as that.
    let is_told = is_off && sessions.peerings.is_empty() || has_named_cause(sessions);
    let others = sessions.speakers.ids().filter(|node| takes_part(sessions, *node)).count();
    if is_told || others < 2 || sessions.cluster.switched_off().is_some() {
        return;
    }
    let prospects = prospects(sessions);
    let isolated: Vec<SpeakerId> = sessions
        .speakers
        .ids()
        .filter(|node| takes_part(sessions, *node) && !prospects[sessions.class_of(*node)])
        .filter(|node| matches!(sessions.speakers[*node].cluster_id, Known::Value(_)))
        .collect();
    let Some(place) = isolated.first().and_then(|node| place_of_cluster_id(sessions, *node)) else {
        return;
    };
    let names: Vec<&str> = isolated.iter().map(|node| sessions.name(*node)).collect();
    let (subject, them) = match names.len() {
        1 => ("has a cluster ID", "it"),
        _ => ("have cluster IDs", "them"),
    };
    let reason = match sessions.globals.mesh {
        Known::Value(true) => format!("{subject}, so the mesh leaves {them} out, and no BGPPeer connects {them}"),
        _ => format!("{subject}, and no BGPPeer connects {them}"),
    };
    let finding = findings.add(place, format!("{} {reason}: no session at all", list(&names)));
    finding.help("add BGPPeers from the other nodes to the reflectors, or take the cluster ID away");
    if sessions.peerings.is_empty() {
        finding.severity(Severity::Warning).conditional("if no BGPPeer stands elsewhere");
        return;
    }
    weigh(propagation, propagation.need, finding);
}

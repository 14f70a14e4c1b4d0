//! `duplicate-session`: two sessions of one node with one neighbour, of which one stays idle.

use super::{field_names, origin_name, origin_place};
use crate::resource::Resource;
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::{Origin, Rivalry, RivalryKind, Sessions, differing_terms, own_terms};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-session",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "Two sessions of one node with one neighbour, of which one stays idle",
    page: include_str!("../../../rules/duplicate-session.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut told: Vec<(Origin, Origin)> = Vec::new();
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Idle) {
        let pair = (rivalry.one.min(rivalry.other), rivalry.one.max(rivalry.other));
        let Some(place) = origin_place(sessions, rivalry.other).or_else(|| origin_place(sessions, rivalry.one)) else {
            continue;
        };
        if told.contains(&pair) {
            continue;
        }
        told.push(pair);
        let lost = lost(sessions, rivalry);
        let consequence = match lost.as_slice() {
            [] => String::new(),
            fields => format!(", so its {} never act{}", field_names(fields), if fields.len() == 1 { "s" } else { "" }),
        };
        let message = format!(
            "{} and {} give {} two sessions with one neighbour: BIRD hands all that it sends to the first by name, and that of {} \
             stays idle{consequence}",
            origin_name(sessions, rivalry.one),
            origin_name(sessions, rivalry.other),
            sessions.nodes_in_words(&rivalry.classes),
            origin_name(sessions, rivalry.other),
        );
        let finding = findings.add(place, message);
        let is_mesh = [rivalry.one, rivalry.other].contains(&Origin::Mesh);
        finding.help(match is_mesh {
            true => "turn the node-to-node mesh off, or leave these nodes to it",
            false => "name the neighbour once, with its port or without",
        });
        if lost.iter().any(|field| ["password", "filters"].contains(field)) {
            finding.severity(Severity::Error);
        }
        if let Some(other) = origin_place(sessions, rivalry.one).filter(|_| rivalry.one != Origin::Mesh) {
            finding.related(other, "the session that stays");
        }
        if is_mesh && is_assumed(sessions.globals.resource) {
            finding.severity = finding.severity.lowered();
            finding.conditional("if no BGPConfiguration elsewhere turns the mesh off");
        }
    }
}

/// Without a BGPConfiguration in the input the mesh is on by default.
fn is_assumed(configuration: Option<&Resource>) -> bool {
    configuration.is_none()
}

/// What the idle session has and the other one has not in the same way.
fn lost(sessions: &Sessions, rivalry: &Rivalry) -> Vec<&'static str> {
    let peer = |origin: Origin| origin.peering().map(|number| sessions.peerings[number].peer);
    match (peer(rivalry.one), peer(rivalry.other)) {
        (Some(one), Some(other)) => differing_terms(one, other),
        (None, Some(other)) => own_terms(other),
        (Some(_), None)
            if sessions
                .cluster
                .default_configuration()
                .is_some_and(|(_, fields)| fields.node_mesh_password.is_set()) =>
        {
            vec!["password"]
        }
        _ => Vec::new(),
    }
}

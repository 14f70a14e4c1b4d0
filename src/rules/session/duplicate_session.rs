//! `duplicate-session`: two sessions of a node with the same neighbor, of which one stays idle.

use super::words::{origin_name, origin_place, places, term_names};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{ConflictKind, Origin, Sessions, Term};

/// Terms that make the session different from what the author meant.
const GRAVE: [Term; 2] = [Term::Password, Term::Filters];
/// Terms in which the two sessions always differ, or that have no effect here.
const IRRELEVANT: [Term; 3] = [Term::Port, Term::PassiveEnd, Term::ReflectorClient];

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-session",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "Two sessions of a node with the same neighbor, of which one stays idle",
    page: include_str!("../../../rules/duplicate-session.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for conflict in sessions.pairs().conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::Shadowed) {
        let is_mesh = [conflict.one, conflict.other].contains(&Origin::Mesh);
        // The finding points at the BGPPeer rather than the mesh.
        let (main, side) = if conflict.other == Origin::Mesh {
            (conflict.one, conflict.other)
        } else {
            (conflict.other, conflict.one)
        };
        let Some(place) = origin_place(sessions, main).filter(|_| has_target(sessions, main)) else {
            continue;
        };
        let mut differing = conflict.differing.clone();
        differing.retain(|term| !IRRELEVANT.contains(term));
        let difference = match differing.as_slice() {
            [] => String::new(),
            terms => format!(" that differ in {}", term_names(terms)),
        };
        let message = format!(
            "{} and {} give {} two sessions with the same neighbor{difference}: BIRD uses the session whose name in \
             bird.cfg comes first, and the other stays Idle",
            origin_name(sessions, conflict.one),
            origin_name(sessions, conflict.other),
            places(sessions, conflict),
        );
        let finding = findings.add(place, message);
        finding.help(match is_mesh {
            true => "remove the BGPPeer and leave these nodes to the mesh; turn the mesh off only if BGPPeers connect all nodes",
            false => "name the neighbor once, with its port or without",
        });
        if differing.iter().any(|term| GRAVE.contains(term)) {
            finding.severity(Severity::Error);
        }
        if let Some(other) = origin_place(sessions, side) {
            finding.related(other, "the other session");
        }
        // Without a BGPConfiguration in the input the mesh is on by default.
        if is_mesh && sessions.globals.are_assumed() {
            finding.severity = finding.severity.lowered();
            finding.conditional("if no BGPConfiguration elsewhere turns the mesh off");
        } else if conflict.classes.is_empty() {
            finding.conditional("if no node has this address");
        }
    }
}

/// `peer-without-target` reports a BGPPeer without a target.
fn has_target(sessions: &Sessions, origin: Origin) -> bool {
    origin.declaration().is_none_or(|number| !sessions.declarations[number].is_without_target())
}

//! `conflicting-peers`: two BGPPeers that give a node the same neighbor with different settings.

use super::words::{declaration_place, neighbors, places, term_names};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{ConflictKind, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-peers",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "Two BGPPeers that give a node the same neighbor with different settings",
    page: include_str!("../../../rules/conflicting-peers.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for conflict in sessions.pairs().conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::Nondeterministic)
    {
        let (Some(one), Some(other)) = (conflict.one.declaration(), conflict.other.declaration()) else {
            continue;
        };
        let message = format!(
            "BGPPeers `{}` and `{}` give {} {} with different {}: which of the two applies is random, on each node and after each restart",
            sessions.declarations[one].name(),
            sessions.declarations[other].name(),
            places(sessions, conflict),
            neighbors(conflict),
            term_names(&conflict.differing),
        );
        findings
            .add(declaration_place(&sessions.declarations[other]), message)
            .related(declaration_place(&sessions.declarations[one]), "the same neighbor")
            .help("merge the two BGPPeers, or let their selectors exclude each other");
    }
}

//! `redundant-peer`: two BGPPeers that give a node the same session.

use super::words::{declaration_place, neighbors, places};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{ConflictKind, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "redundant-peer",
    group: Group::Session,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    topics: &[],
    fix: FixKind::None,
    summary: "Two BGPPeers that give a node the same session",
    page: include_str!("../../../rules/redundant-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for conflict in sessions.pairs().conflicts.iter().filter(|conflict| conflict.kind == ConflictKind::Duplicate) {
        let (Some(one), Some(other)) = (conflict.one.declaration(), conflict.other.declaration()) else {
            continue;
        };
        let message = format!(
            "BGPPeers `{}` and `{}` give {} {} with the same settings: when only one BGPPeer is changed, each \
             node uses the old or the new settings at random",
            sessions.declarations[one].name(),
            sessions.declarations[other].name(),
            places(sessions, conflict),
            neighbors(conflict),
        );
        findings
            .add(declaration_place(&sessions.declarations[other]), message)
            .related(declaration_place(&sessions.declarations[one]), "the same session")
            .help("remove the BGPPeer whose nodes the other one also selects, or let the selectors exclude each other");
    }
}

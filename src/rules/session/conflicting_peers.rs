//! `conflicting-peers`: two BGPPeers that give a node the same neighbor with different settings.

use super::words::{neighbors, peering_place, places, term_names};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{RivalryKind, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-peers",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "Two BGPPeers that give a node the same neighbor with different settings",
    page: include_str!("../../../rules/conflicting-peers.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Random) {
        let (Some(one), Some(other)) = (rivalry.one.peering(), rivalry.other.peering()) else {
            continue;
        };
        let message = format!(
            "BGPPeers `{}` and `{}` give {} {} with different {}: which of the two applies is random, on each node and after each restart",
            sessions.peerings[one].name(),
            sessions.peerings[other].name(),
            places(sessions, rivalry),
            neighbors(rivalry),
            term_names(&rivalry.differing),
        );
        findings
            .add(peering_place(&sessions.peerings[other]), message)
            .related(peering_place(&sessions.peerings[one]), "the same neighbor")
            .help("merge the two BGPPeers, or let their selectors exclude each other");
    }
}

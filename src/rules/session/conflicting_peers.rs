//! `conflicting-peers`: two BGPPeers that give one node one neighbour in different ways.

use super::{neighbours, peering_place, places, term_names};
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
    summary: "Two BGPPeers that give one node one neighbour in different ways",
    page: include_str!("../../../rules/conflicting-peers.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Random) {
        let (Some(one), Some(other)) = (rivalry.one.peering(), rivalry.other.peering()) else {
            continue;
        };
        let message = format!(
            "BGPPeers `{}` and `{}` both give {} {} with different {}: which one counts is random, on each node and after each restart",
            sessions.peerings[one].name(),
            sessions.peerings[other].name(),
            places(sessions, rivalry),
            neighbours(rivalry),
            term_names(&rivalry.differing),
        );
        findings
            .add(peering_place(&sessions.peerings[other]), message)
            .related(peering_place(&sessions.peerings[one]), "the same neighbour")
            .help("make one BGPPeer of the two, or let their selectors exclude each other");
    }
}

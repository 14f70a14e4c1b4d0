//! `redundant-peer`: two BGPPeers that give a node the same session.

use super::words::{neighbors, peering_place, places};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{RivalryKind, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "redundant-peer",
    group: Group::Session,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    fix: FixKind::None,
    summary: "Two BGPPeers that give a node the same session",
    page: include_str!("../../../rules/redundant-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Repeated) {
        let (Some(one), Some(other)) = (rivalry.one.peering(), rivalry.other.peering()) else {
            continue;
        };
        let message = format!(
            "BGPPeers `{}` and `{}` give {} {} with the same settings: after a change of one, which of the two applies is random",
            sessions.peerings[one].name(),
            sessions.peerings[other].name(),
            places(sessions, rivalry),
            neighbors(rivalry),
        );
        findings
            .add(peering_place(&sessions.peerings[other]), message)
            .related(peering_place(&sessions.peerings[one]), "the same session")
            .help("remove one of the two");
    }
}

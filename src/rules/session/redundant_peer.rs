//! `redundant-peer`: two BGPPeers that give one node the same session.

use super::{neighbours, peering_place, places};
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
    summary: "Two BGPPeers that give one node the same session",
    page: include_str!("../../../rules/redundant-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Repeated) {
        let (Some(one), Some(other)) = (rivalry.one.peering(), rivalry.other.peering()) else {
            continue;
        };
        let message = format!(
            "BGPPeers `{}` and `{}` both give {} {} in the same way: when one of them is changed, which one counts is random",
            sessions.peerings[one].name(),
            sessions.peerings[other].name(),
            places(sessions, rivalry),
            neighbours(rivalry),
        );
        findings
            .add(peering_place(&sessions.peerings[other]), message)
            .related(peering_place(&sessions.peerings[one]), "the same session")
            .help("keep one of the two");
    }
}

//! `redundant-peer`: two BGPPeers that give one node the same session.

use super::peering_place;
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::{RivalryKind, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "redundant-peer",
    group: Group::Session,
    severity: Severity::Info,
    is_pedantic: false,
    summary: "Two BGPPeers that give one node the same session",
    page: include_str!("../../../rules/redundant-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Repeated) {
        let (Some(one), Some(other)) = (rivalry.one.peering(), rivalry.other.peering()) else {
            continue;
        };
        let (one, other) = (&sessions.peerings[one], &sessions.peerings[other]);
        let place = match rivalry.classes.is_empty() {
            true => "the same nodes".to_owned(),
            false => sessions.nodes_in_words(&rivalry.classes),
        };
        let message = format!(
            "BGPPeers `{}` and `{}` give {place} the same session: when one of them is changed, which one counts is random",
            one.name(),
            other.name(),
        );
        findings
            .add(peering_place(other), message)
            .related(peering_place(one), "the same session")
            .help("keep one of the two");
    }
}

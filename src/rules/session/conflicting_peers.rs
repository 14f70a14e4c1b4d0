//! `conflicting-peers`: two BGPPeers that give one node one neighbour in different ways.

use super::{field_names, peering_place};
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::{RivalryKind, Sessions, differing_terms};

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-peers",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "Two BGPPeers that give one node one neighbour in different ways",
    page: include_str!("../../../rules/conflicting-peers.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for rivalry in sessions.pairs().rivalries.iter().filter(|rivalry| rivalry.kind == RivalryKind::Random) {
        let (Some(one), Some(other)) = (rivalry.one.peering(), rivalry.other.peering()) else {
            continue;
        };
        let (one, other) = (&sessions.peerings[one], &sessions.peerings[other]);
        let differing = differing_terms(one.peer, other.peer);
        let fields = match differing.as_slice() {
            [] => String::new(),
            fields => format!(" with different {}", field_names(fields)),
        };
        let place = match rivalry.classes.is_empty() {
            true => "the same nodes".to_owned(),
            false => sessions.nodes_in_words(&rivalry.classes),
        };
        let neighbour = rivalry.address.map(|address| format!(" the neighbour {address}")).unwrap_or_default();
        let message = format!(
            "BGPPeers `{}` and `{}` both give {place}{neighbour}{fields}: which one counts is random, on each node and after each restart",
            one.name(),
            other.name(),
        );
        findings
            .add(peering_place(other), message)
            .related(peering_place(one), "the same neighbour")
            .help("make one BGPPeer of the two, or let their selectors exclude each other");
    }
}

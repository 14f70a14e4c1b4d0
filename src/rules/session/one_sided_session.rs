//! `one-sided-session`: a session that its other end does not have.

use std::collections::BTreeSet;

use super::words::{and_more, peering_place};
use crate::cluster::SpeakerId;
use crate::resource::{BgpPeer, ReversePeering};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Misfit, Peering, Sessions, Status, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "one-sided-session",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "A session that its other end does not have",
    page: include_str!("../../../rules/one-sided-session.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for misfit in sessions.pairs().misfits.iter().filter(|misfit| misfit.status == Status::OneSided) {
        let Some(number) = misfit.session.origin.peering() else {
            continue;
        };
        let peering = &sessions.peerings[number];
        let Some(reason) = reason(sessions, peering, misfit) else {
            continue;
        };
        if !seen.insert((number, misfit.session.is_reverse)) {
            continue;
        }
        let name = |node: SpeakerId| sessions.name(node);
        let Some(remote) = misfit.session.remote.map(name) else {
            continue;
        };
        let message = format!(
            "BGPPeer `{}` gives `{}` a session with `{remote}`, which has no session back ({}): the session never comes up{}",
            peering.name(),
            name(misfit.session.local),
            reason.text,
            and_more(misfit),
        );
        let finding = findings.add(peering_place(peering), message);
        finding.help(reason.help);
        let manual = peering.peer.reverse_peering.span();
        if let Some(span) = manual.filter(|_| is_manual(peering.peer)) {
            finding.related(peering.resource.at(span), "turns the automatic session back off");
        }
    }
}

/// Why there is no session back, and what to do.
struct Reason {
    text: &'static str,
    help: &'static str,
}

fn reason(sessions: &Sessions, peering: &Peering, misfit: &Misfit) -> Option<Reason> {
    if is_manual(peering.peer) {
        return Some(Reason {
            text: "`reversePeering: Manual`, and no BGPPeer for the other direction",
            help: "remove `reversePeering`, or add a BGPPeer for the other direction",
        });
    }
    let Target::Address { address, is_calico_node, is_skipped: false, .. } = peering.target else {
        return None;
    };
    let remote = misfit.session.remote?;
    // `as-number-mismatch` reports a wrong AS number.
    if peering.peer.as_number.to_known() != sessions.as_number(remote) {
        return None;
    }
    let is_other_spelling = !is_calico_node && address.is_ipv6();
    let is_own_port = sessions.speakers[remote].own_port == misfit.session.port;
    Some(match (is_other_spelling, is_own_port) {
        (true, _) => Reason {
            text: "Calico compares addresses as text, and the node's address is spelled differently",
            help: "write the address in its shortest form and in lower case",
        },
        (false, true) => Reason {
            text: "the node listens on the port, but the BGPConfiguration `default` has another `listenPort`",
            help: "remove the port: Calico fills in the `listenPort` of the node",
        },
        (false, false) => Reason {
            text: "the node does not listen on the port, so Calico does not recognize the node",
            help: "remove the port, or write the `listenPort` of the node",
        },
    })
}

fn is_manual(peer: &BgpPeer) -> bool {
    peer.reverse_peering.value() == Some(&ReversePeering::Manual)
}

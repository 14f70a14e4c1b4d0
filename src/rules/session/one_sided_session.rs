//! `one-sided-session`: a session that its other end does not have.

use std::collections::BTreeSet;

use super::words::{and_more, declaration_place, in_shortest_form, without_port};
use crate::cluster::SpeakerId;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Session, Sessions, Status, Unanswered};

/// The rule.
pub static RULE: Rule = Rule {
    name: "one-sided-session",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A session that its other end does not have",
    page: include_str!("../../../rules/one-sided-session.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for mismatch in sessions.pairs().mismatches.iter().filter(|mismatch| mismatch.status == Status::OneSided) {
        let Some(number) = mismatch.session.origin.declaration() else {
            continue;
        };
        let declaration = &sessions.declarations[number];
        let Some((unanswered, reason)) = reason(sessions, &mismatch.session) else {
            continue;
        };
        if !seen.insert((number, mismatch.session.is_reverse)) {
            continue;
        }
        let name = |node: SpeakerId| sessions.name(node);
        let Some(remote) = mismatch.session.remote.map(name) else {
            continue;
        };
        let message = format!(
            "BGPPeer `{}` gives `{}` a session with `{remote}`, which has no session back ({}): the session never comes up{}",
            declaration.name(),
            name(mismatch.session.local),
            reason.text,
            and_more(mismatch),
        );
        let finding = findings.add(declaration_place(declaration), message);
        finding.help(reason.help);
        finding.fixes.extend(match unanswered {
            Unanswered::OtherSpelling => in_shortest_form(sessions, declaration),
            Unanswered::RuledOutByClusterPort | Unanswered::OtherPort => without_port(sessions, declaration),
            _ => None,
        });
        let manual = declaration.peer.reverse_peering.span();
        if let Some(span) = manual.filter(|_| unanswered == Unanswered::Manual) {
            finding.related(declaration.resource.at(span), "turns the automatic session back off");
        }
    }
}

/// Why there is no session back, and what to do.
struct Reason {
    text: &'static str,
    help: &'static str,
}

fn reason(sessions: &Sessions, session: &Session) -> Option<(Unanswered, Reason)> {
    let unanswered = sessions.why_unanswered(session)?;
    let reason = match unanswered {
        // `as-number-mismatch` reports a wrong AS number.
        Unanswered::OtherAs => return None,
        Unanswered::Manual => Reason {
            text: "`reversePeering: Manual`, and no BGPPeer for the other direction",
            help: "remove `reversePeering`, or add a BGPPeer for the other direction",
        },
        Unanswered::OtherSpelling => Reason {
            text: "Calico compares addresses as text, and the node's address is spelled differently",
            help: "write the address in its shortest form and in lower case",
        },
        Unanswered::RuledOutByClusterPort => Reason {
            text: "the node listens on the port, but the BGPConfiguration `default` has another `listenPort`",
            help: "remove the port: Calico fills in the `listenPort` of the node",
        },
        Unanswered::OtherPort => Reason {
            text: "the node does not listen on the port, so Calico does not recognize the node",
            help: "remove the port, or write the `listenPort` of the node",
        },
    };
    Some((unanswered, reason))
}

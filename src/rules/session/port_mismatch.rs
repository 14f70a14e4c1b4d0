//! `port-mismatch`: a port on which the other end does not listen.

use std::collections::BTreeSet;

use super::words::{and_more, in_shortest_form, without_port};
use crate::cluster::BGP_PORT;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "port-mismatch",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::AtRisk],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A port on which the other end does not listen",
    page: include_str!("../../../rules/port-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let broken = sessions.pairs().mismatches.iter().filter(|mismatch| mismatch.status == Status::PortMismatch);
    for mismatch in broken.chain(&sessions.pairs().dialed_in_vain) {
        let session = &mismatch.session;
        let (Some(remote), Some(number)) = (session.remote, session.origin.declaration()) else {
            continue;
        };
        let dialed = session.port.value().unwrap_or(BGP_PORT);
        let listens = sessions.port(remote).value().unwrap_or(BGP_PORT);
        let declaration = &sessions.declarations[number];
        let place = declaration.peer.peer_ip.span().filter(|_| dialed != listens && !session.is_reverse);
        let Some(span) = place.filter(|_| seen.insert(number)) else {
            continue;
        };
        let is_broken = mismatch.status == Status::PortMismatch;
        let consequence = match is_broken {
            true => "and the other end cannot connect either: the session never comes up",
            false => "so the session comes up only if the other end connects",
        };
        let message = format!(
            "BGPPeer `{}` connects to port {dialed} of `{}`, which listens on {listens}, {consequence}{}",
            declaration.name(),
            sessions.name(remote),
            and_more(mismatch),
        );
        let has_port = declaration.peer.peer_ip.value().is_some_and(|peer| peer.port.is_some());
        let finding = findings.add(declaration.resource.at(span), message);
        finding.fixes.extend(match has_port {
            true => without_port(sessions, declaration),
            false => in_shortest_form(sessions, declaration),
        });
        finding
            .severity(if is_broken { Severity::Error } else { Severity::Warning })
            .with_effect(if is_broken { Effect::SessionDown } else { Effect::AtRisk })
            .help(match has_port {
                true => "remove the port: Calico fills in the `listenPort` of the node",
                false => "write the address in its shortest form and in lower case: Calico then fills in the `listenPort` of the node",
            });
    }
}

//! `port-mismatch`: a port on which the other end does not listen.

use std::collections::BTreeSet;

use super::fixes::{in_shortest_form, without_port};
use super::words::and_more;
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
    fix: FixKind::Unsafe,
    summary: "A port on which the other end does not listen",
    page: include_str!("../../../rules/port-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let broken = sessions.pairs().misfits.iter().filter(|misfit| misfit.status == Status::PortMismatch);
    for misfit in broken.chain(&sessions.pairs().dialled_in_vain) {
        let session = &misfit.session;
        let (Some(remote), Some(number)) = (session.remote, session.origin.peering()) else {
            continue;
        };
        let dialed = session.port.value().unwrap_or(BGP_PORT);
        let listens = sessions.port(remote).value().unwrap_or(BGP_PORT);
        let peering = &sessions.peerings[number];
        let place = peering.peer.peer_ip.span().filter(|_| dialed != listens && !session.is_reverse);
        let Some(span) = place.filter(|_| seen.insert(number)) else {
            continue;
        };
        let is_broken = misfit.status == Status::PortMismatch;
        let consequence = match is_broken {
            true => "and the other end cannot connect either: the session never comes up",
            false => "so the session comes up only if the other end connects",
        };
        let message = format!(
            "BGPPeer `{}` connects to port {dialed} of `{}`, which listens on {listens}, {consequence}{}",
            peering.name(),
            sessions.name(remote),
            and_more(misfit),
        );
        let has_port = peering.peer.peer_ip.value().is_some_and(|peer| peer.port.is_some());
        let finding = findings.add(peering.resource.at(span), message);
        finding.fixes.extend(match has_port {
            true => without_port(sessions, peering),
            false => in_shortest_form(sessions, peering),
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

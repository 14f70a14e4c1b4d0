//! `port-mismatch`: a port that the other end does not listen on.

use super::{misfits, origin_name};
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::{Misfit, Sessions, Status};

/// The port of BGP (RFC 4271).
const BGP_PORT: u16 = 179;

/// The rule.
pub static RULE: Rule = Rule {
    name: "port-mismatch",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A port that the other end does not listen on",
    page: include_str!("../../../rules/port-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for misfit in misfits(sessions, Status::PortMismatch) {
        add(sessions, misfit, Severity::Error, findings);
    }
    for misfit in &sessions.pairs().dialled_in_vain {
        add(sessions, misfit, Severity::Warning, findings);
    }
}

fn add(sessions: &Sessions, misfit: &Misfit, severity: Severity, findings: &mut Findings) {
    let session = &misfit.session;
    let (Some(remote), Some(number)) = (session.remote, session.origin.peering()) else {
        return;
    };
    let dialled = session.port.value().unwrap_or(BGP_PORT);
    let listens = sessions.port(remote).value().unwrap_or(BGP_PORT);
    let peering = &sessions.peerings[number];
    let Some(span) = peering.peer.peer_ip.span().filter(|_| dialled != listens && !session.is_reverse) else {
        return;
    };
    let consequence = match severity {
        Severity::Error => "and the other end does not get through either: the session never comes up",
        _ => "so the session comes up only when the other end dials",
    };
    let message = format!(
        "{} dials port {dialled} of `{}`, which listens on {listens}, {consequence}",
        origin_name(sessions, session.origin),
        sessions.speakers[remote].name,
    );
    findings
        .add(peering.resource.at(span), message)
        .severity(severity)
        .help("leave out the port: Calico takes the `listenPort` of the node");
}

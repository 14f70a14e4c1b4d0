//! `ttl-security-mismatch`: TTL security on one end of a session only (RFC 5082).

use super::words::{and_more, origin_name, origin_place};
use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ttl-security-mismatch",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "TTL security on one end of a session only",
    page: include_str!("../../../rules/ttl-security-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for mismatch in sessions.pairs().used_mismatches(Status::TtlMismatch) {
        let Some(back) = &mismatch.back else {
            continue;
        };
        let (with, without) = match mismatch.session.terms.ttl_security {
            Known::Absent => (back, &mismatch.session),
            _ => (&mismatch.session, back),
        };
        let Some(number) = with.origin.declaration() else {
            continue;
        };
        let declaration = &sessions.declarations[number];
        let name = |node: SpeakerId| sessions.name(node);
        let other = name(without.local);
        let message = format!(
            "BGPPeer `{}` gives `{}` TTL security, and {} gives `{other}` none: packets of `{other}` arrive with too low a TTL and are \
             dropped, so the session never comes up{}",
            declaration.name(),
            name(with.local),
            origin_name(sessions, without.origin),
            and_more(mismatch),
        );
        let span = declaration.peer.ttl_security.key_span().unwrap_or(declaration.resource.head);
        let finding = findings.add(declaration.resource.at(span), message);
        finding.help("set `ttlSecurity` on both ends, or on neither");
        if let Some(place) = origin_place(sessions, without.origin) {
            finding.related(place, "the other end");
        }
    }
}

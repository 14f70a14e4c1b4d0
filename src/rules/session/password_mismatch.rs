//! `password-mismatch`: two ends of a session with different passwords.

use super::{misfits, origin_name, origin_place};
use crate::cluster::Known;
use crate::resource::SecretKey;
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::{Session, Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "password-mismatch",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "Two ends of a session with different passwords",
    page: include_str!("../../../rules/password-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for misfit in misfits(sessions, Status::PasswordMismatch) {
        let Some(back) = &misfit.back else {
            continue;
        };
        let (one, other) = (&misfit.session, back);
        let (with, without) = if one.password == Known::Absent { (other, one) } else { (one, other) };
        let Some(place) = password_place(sessions, with) else {
            continue;
        };
        let name = |node: usize| sessions.speakers[node].name;
        let message = format!(
            "{} gives `{}` {}, and {} gives `{}` {}: TCP drops every packet between them, and the session never comes up",
            origin_name(sessions, with.origin),
            name(with.local),
            described(with.password),
            origin_name(sessions, without.origin),
            name(without.local),
            described(without.password),
        );
        let finding = findings.add(place, message);
        finding.help("give both ends the same Secret and key, or neither");
        if let Some(place) = password_place(sessions, without).or_else(|| origin_place(sessions, without.origin)) {
            finding.related(place, "the other end");
        }
        if without.password != Known::Absent {
            finding.conditional("if the Secrets hold different passwords");
        }
    }
}

fn described(password: Known<&SecretKey>) -> String {
    match password.value() {
        Some(reference) => {
            let text = |field: &crate::resource::Field<String>| field.value().cloned().unwrap_or_default();
            format!("the password `{}` of Secret `{}`", text(&reference.key), text(&reference.name))
        }
        None => "none".to_owned(),
    }
}

/// Where the password of a session is written.
fn password_place(sessions: &Sessions, session: &Session) -> Option<crate::rule::Place> {
    let (resource, field) = match session.origin.peering() {
        Some(number) => (sessions.peerings[number].resource, &sessions.peerings[number].peer.password),
        None => {
            let (resource, fields) = sessions.cluster.default_configuration()?;
            (resource, &fields.node_mesh_password)
        }
    };
    Some(resource.at(field.key_span().filter(|_| field.is_set())?))
}

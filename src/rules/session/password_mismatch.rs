//! `password-mismatch`: two ends of a session with different passwords.

use super::words::{and_more, origin_name, origin_place};
use crate::resource::{Field, Place, Resource, SecretKey};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Origin, Session, Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "password-mismatch",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "Two ends of a session with different passwords",
    page: include_str!("../../../rules/password-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for mismatch in sessions.pairs().used_mismatches(Status::PasswordMismatch) {
        let Some(back) = &mismatch.back else {
            continue;
        };
        let ends = [End::of(sessions, &mismatch.session), End::of(sessions, back)];
        // The most likely mistake is a password that is not found, then a written password.
        let [first, second] = if ends[1].rank() < ends[0].rank() { [&ends[1], &ends[0]] } else { [&ends[0], &ends[1]] };
        let Some(place) = first.place.clone() else {
            continue;
        };
        let message = format!(
            "{}, and {}: the kernel drops every packet between the two, so the session never comes up{}",
            first.described,
            second.described,
            and_more(mismatch),
        );
        let finding = findings.add(place, message);
        finding.help(match first.is_lost {
            true => "write a key that the Secret has",
            false => "use the same Secret and key on both ends, or no password on either",
        });
        if let Some(place) = second.place.clone().or_else(|| second.origin.clone()) {
            finding.related(place, "the other end");
        }
        if !ends.iter().any(|end| end.is_none) && !ends.iter().all(|end| end.is_readable) {
            finding.conditional("if the Secrets hold different passwords");
        }
    }
}

/// One end of a session.
struct End {
    /// What the BGPPeer or the mesh gives to the node, in words.
    described: String,
    /// The place of the password.
    place: Option<Place>,
    /// The place of the declaration.
    origin: Option<Place>,
    /// Whether confd does not find a password that is written.
    is_lost: bool,
    /// Whether the end has no password.
    is_none: bool,
    /// Whether the password can be read.
    is_readable: bool,
}

impl End {
    fn of(sessions: &Sessions, session: &Session) -> End {
        let field = field(sessions, session.origin);
        let written = field.and_then(|(_, field)| field.value());
        let found = session.terms.password.value();
        let text = |field: &Field<String>| field.value().cloned().unwrap_or_default();
        let what = match (found, written) {
            (Some(password), _) => {
                format!(
                    "the password `{}` of Secret `{}`",
                    text(&password.reference.key),
                    text(&password.reference.name)
                )
            }
            (None, Some(written)) => {
                format!("no password, since Secret `{}` has no key `{}`", text(&written.name), text(&written.key))
            }
            (None, None) => "no password".to_owned(),
        };
        let name = sessions.name(session.local);
        End {
            described: format!("{} gives `{name}` {what}", origin_name(sessions, session.origin)),
            place: field.and_then(|(resource, field)| Some(resource.at(field.key_span().filter(|_| field.is_set())?))),
            origin: origin_place(sessions, session.origin),
            is_lost: found.is_none() && written.is_some(),
            is_none: found.is_none(),
            is_readable: found.is_some_and(|password| password.value.is_some()),
        }
    }

    fn rank(&self) -> (bool, bool) {
        (!self.is_lost, self.is_none)
    }
}

/// The field that gives the password, with its resource.
fn field<'s>(sessions: &'s Sessions, origin: Origin) -> Option<(&'s Resource, &'s Field<SecretKey>)> {
    match origin.declaration() {
        Some(number) => Some((sessions.declarations[number].resource, &sessions.declarations[number].peer.password)),
        None => {
            sessions.cluster.default_configuration().map(|(resource, fields)| (resource, &fields.node_mesh_password))
        }
    }
}

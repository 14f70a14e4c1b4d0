//! `password-breaks-bird`: a password that breaks BIRD's file, or that TCP rejects.

use crate::resource::BreaksBird;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "password-breaks-bird",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen, Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A password that breaks BIRD's configuration, or that is too long for TCP MD5",
    page: include_str!("../../../rules/password-breaks-bird.md"),
    check: Check::Sessions(check),
};

/// The greatest length of a TCP MD5 key, in bytes (Linux: `TCP_MD5SIG_MAXKEYLEN`).
const LONGEST: usize = 80;

fn check(sessions: &Sessions, findings: &mut Findings) {
    let cluster = sessions.cluster;
    for (secret, uses) in cluster.password_references() {
        let found = cluster.readable_secrets(secret.name);
        let entry = found.iter().find_map(|(resource, found)| Some((resource, found.entry(secret.key)?)));
        let Some(((resource, entry), first)) = entry.zip(uses.first()) else {
            continue;
        };
        let Some(value) = entry.value else {
            continue;
        };
        let place = resource.at(entry.span);
        let finding = if let Some(what) = value.breaks_bird {
            let (name, help) = explain(what);
            let message = format!(
                "the password contains {name}, and confd writes passwords unescaped between double quotes: {}",
                refusal(sessions, first.resource, first.span)
            );
            findings.add(place, message).help(help)
        } else if value.length > LONGEST {
            let message = format!(
                "the password has {} bytes, and a TCP MD5 key at most {LONGEST}: the kernel rejects the key, so the session never comes up",
                value.length
            );
            findings
                .add(place, message)
                .severity(Severity::Warning)
                .with_effect(Effect::SessionDown)
                .help("use a shorter password on both sides")
        } else {
            continue;
        };
        for used in &uses {
            finding.related(used.resource.at(used.span), "used here");
        }
    }
}

/// What breaks the file, in the words of a message, and what to do.
fn explain(what: BreaksBird) -> (&'static str, &'static str) {
    match what {
        BreaksBird::LineEnd => {
            ("a line break", "remove the line break: use `echo -n` instead of `echo`, or `|-` instead of `|`")
        }
        BreaksBird::DoubleQuote => ("a double quote", "use a password without a double quote on both sides"),
    }
}

//! `invalid-address`: a value that is not a valid IP address.

use crate::admission::Topic;
use crate::resource::{BgpPeer, Body, Kind, ProblemKind};
use crate::rule::{
    Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, report_refused,
};
use crate::session::Sessions;
use crate::value::{AddressError, Family, parse_address};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-address",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Frozen, Effect::Refused, Effect::SessionDown],
    topics: &[Topic::Address],
    fix: FixKind::Unsafe,
    summary: "A value that is not a valid IP address",
    page: include_str!("../../../rules/invalid-address.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let place = resource.at(problem.span);
        let editor = Editor::new(sessions.cluster, resource);
        match &problem.kind {
            ProblemKind::InvalidAddress { written, reason } => {
                let Explanation { what, help, meant } = explain(*reason, written);
                let is_written = matches!(&resource.body, Body::BgpPeer(peer) if peer.gateway_as_written().is_some())
                    && problem.subject.is(BgpPeer::NAMES.reachable_by);
                // `reachable-by-breaks-bird` reports a gateway that Calico writes as it is.
                if is_written && !Admitted::at(sessions.cluster, resource, problem.span).is_refused() {
                    continue;
                }
                let (effect, otherwise) = match is_written {
                    true => (Effect::Frozen, "BIRD rejects the whole configuration of the nodes with such a session"),
                    false => consequence(resource.kind),
                };
                let admitted = Admitted::at(sessions.cluster, resource, problem.span);
                let (effect, consequence) = admitted.or_else(effect, otherwise);
                let meant = meant.filter(|meant| parse_address(meant).is_ok());
                let fix = meant
                    .and_then(|meant| Some(editor.value(problem.span, &meant)?.to_review(format!("write `{meant}`"))));
                let message = format!("`{written}` is not a valid {what}: {consequence}");
                findings.add(place, message).with_effect(effect).help(help).fix(fix);
            }
            ProblemKind::UnspecifiedAddress => {
                let written = editor.written(problem.span).trim_matches(['"', '\'']);
                let refusal = refusal(sessions, resource, problem.span);
                let message = format!("`{written}` is not the address of a neighbor: {refusal}");
                findings.add(place, message).with_effect(Effect::Frozen).help("write the address of the neighbor");
            }
            ProblemKind::NotUnicast { what } => {
                let written = editor.written(problem.span).trim_matches(['"', '\'']);
                let message = format!("`{written}` is {what}, which no neighbor has: the session never comes up");
                findings.add(place, message).with_effect(Effect::SessionDown).help("write the address of the neighbor");
            }
            ProblemKind::PortWithoutBrackets { meant } => {
                let written = editor.written(problem.span).trim_matches(['"', '\'']);
                let message = format!(
                    "`{written}` without brackets is a single IPv6 address that ends in 179, not an address with a port: \
                     the session goes to the wrong neighbor"
                );
                let edit = editor.quoted(problem.span, meant);
                findings
                    .add(place, message)
                    .severity(Severity::Warning)
                    .with_effect(Effect::SessionDown)
                    .help(format!("did you mean \"{meant}\"? Port 179 is also the default"))
                    .fix(edit.map(|edit| edit.to_review("put the address in brackets")));
            }
            _ => {}
        }
    }
    report_refused(sessions.cluster, findings);
}

/// The message parts for a value that is not an address.
struct Explanation {
    /// What the value is not, and why.
    what: String,
    help: &'static str,
    /// The address that the author probably meant.
    meant: Option<String>,
}

fn explain(reason: AddressError, written: &str) -> Explanation {
    let before = |sign: char| written.split_once(sign).map(|(address, _)| address.to_owned());
    let (why, help, meant) = match reason {
        AddressError::HasPrefixLength => ("a prefix length", "write the address without `/…`", before('/')),
        AddressError::HasZone => ("a zone", "write the address without `%…`", None),
        AddressError::LeadingZero => {
            let octets = written.split('.').map(|octet| octet.trim_start_matches('0'));
            let octets: Vec<&str> = octets.map(|octet| if octet.is_empty() { "0" } else { octet }).collect();
            ("a leading zero", "write the address without leading zeros", Some(octets.join(".")))
        }
        AddressError::BracketsWithoutPort => {
            let inside = written.trim_start_matches('[').trim_end_matches(']');
            ("brackets without a port", "leave out the brackets, or add `:port`", Some(inside.to_owned()))
        }
        AddressError::OtherFamily(family) => {
            let help = if family == Family::V4 { "write an IPv4 address" } else { "write an IPv6 address" };
            return Explanation { what: format!("{family} address"), help, meant: None };
        }
        AddressError::NoAddress => {
            // A number out of range is not a name.
            let is_name = written.contains(|char: char| char.is_ascii_alphabetic()) && written.matches(':').count() < 2;
            let help = match is_name {
                true => "write an IP address, such as 10.0.0.1 or fd00::1; Calico does not resolve host names",
                false => "write an IP address, such as 10.0.0.1 or fd00::1",
            };
            return Explanation { what: "IP address".to_owned(), help, meant: None };
        }
    };
    Explanation { what: format!("IP address, because of {why}"), help, meant }
}

/// What happens where the value gets into the cluster.
fn consequence(kind: Option<Kind>) -> (Effect, &'static str) {
    match kind {
        Some(Kind::BgpPeer) => {
            (Effect::Dropped, "Calico skips the BGPPeer with one log line, and no node has the session")
        }
        _ => (Effect::Dropped, "Calico ignores the field"),
    }
}

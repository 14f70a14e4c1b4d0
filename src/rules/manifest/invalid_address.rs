//! `invalid-address`: a value that is no address.

use crate::resource::ProblemKind;
use crate::resource::value::AddressError;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-address",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Frozen, Effect::Refused, Effect::SessionDown],
    fix: FixKind::None,
    summary: "A value that is no address",
    page: include_str!("../../../rules/invalid-address.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let field = problem.field.as_str();
        let place = resource.at(problem.span);
        match &problem.kind {
            ProblemKind::InvalidAddress { written, reason } => {
                let (what, help) = explain(*reason);
                let (effect, consequence) = consequence(resource.kind_name(), field);
                let message = format!("`{written}` is {what}: {consequence}");
                findings.add(place, message).with_effect(effect).help(help);
            }
            ProblemKind::UnspecifiedAddress => {
                let refusal = refusal(sessions, resource, problem.span);
                let message = format!("this address stands for no neighbour: {refusal}");
                findings.add(place, message).with_effect(Effect::Frozen).help("write the neighbour's address");
            }
            ProblemKind::PortWithoutBrackets { meant } => {
                let message = "without brackets this is one IPv6 address that ends in 179, not an address with a port: the \
                               session goes to the wrong neighbour";
                findings
                    .add(place, message)
                    .severity(Severity::Warning)
                    .with_effect(Effect::SessionDown)
                    .help(format!("write \"{meant}\" if 179 is the port (179 is also the default)"));
            }
            _ => {}
        }
    }
}

/// What the value is instead, and what to write.
fn explain(reason: AddressError) -> (String, &'static str) {
    let (what, help) = match reason {
        AddressError::HasPrefixLength => ("an address with a prefix length", "write the address without `/…`"),
        AddressError::HasZone => ("an address with a zone", "write the address without `%…`"),
        AddressError::LeadingZero => {
            ("no address: an octet has a leading zero", "write the octets without leading zeros")
        }
        AddressError::BracketsWithoutPort => {
            ("no address: it has brackets and no port", "leave out the brackets, or add `:port`")
        }
        AddressError::OtherFamily(family) => {
            return (format!("no {family} address, which is due here"), "write an address of that family");
        }
        AddressError::NoAddress => ("no address", "write an IP address; names are not looked up"),
    };
    (what.to_owned(), help)
}

fn consequence(kind: &str, field: &str) -> (Effect, &'static str) {
    match (kind, field) {
        ("BGPPeer", _) => {
            (Effect::Dropped, "Calico skips the whole BGPPeer with one log line, and no node gets the session")
        }
        ("Node", "ipv4Address" | "ipv6Address") => (Effect::Refused, "calicoctl refuses the node"),
        _ => (Effect::Dropped, "calicoctl refuses it; applied by other ways it is ignored"),
    }
}

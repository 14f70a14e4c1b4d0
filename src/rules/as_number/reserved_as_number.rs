//! `reserved-as-number`: an AS number that no speaker may use.

use super::Range;
use crate::resource::Field;
use crate::resource::value::AsNumber;
use crate::rule::{Check, Findings, Group, Place, Rule, Severity, refusal_on};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-as-number",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "An AS number that no speaker may use",
    page: include_str!("../../../rules/reserved-as-number.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (number, place, is_own) in written(sessions) {
        let (severity, why) = match Range::of(number) {
            Range::Zero if is_own => {
                (Severity::Error, format!("AS 0 stands for none (RFC 7607): {}", refusal_on("the nodes that have it")))
            }
            Range::Reserved(why) => (Severity::Error, why.to_owned()),
            Range::Documentation => (
                Severity::Warning,
                "it is kept for examples (RFC 5398): routers of the fabric may filter it out".to_owned(),
            ),
            _ => continue,
        };
        findings
            .add(place, format!("AS {number} cannot be used: {why}"))
            .severity(severity)
            .help("use a private one: 64512 to 65534, or 4200000000 to 4294967294");
    }
}

/// Every AS number that is written, with its place, and whether it is one of the cluster's own.
fn written(sessions: &Sessions) -> Vec<(AsNumber, Place, bool)> {
    let mut numbers = Vec::new();
    let mut add = |field: &Field<AsNumber>, resource: &crate::resource::Resource, is_own| {
        if let Some((number, span)) = field.value().zip(field.span()) {
            numbers.push((*number, resource.at(span), is_own));
        }
    };
    for (resource, peer) in sessions.cluster.peers() {
        add(&peer.as_number, resource, false);
        // Calico takes 0 here for nothing.
        add(&peer.local_as_number, resource, false);
    }
    for (resource, configuration) in
        sessions.cluster.configurations().filter(|(resource, _)| resource.name() == "default")
    {
        add(&configuration.as_number, resource, true);
    }
    for fact in sessions.speakers.iter().filter_map(|speaker| speaker.node.as_number_fact()) {
        add(fact.field, fact.resource, true);
    }
    numbers
}

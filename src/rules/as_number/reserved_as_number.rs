//! `reserved-as-number`: an AS number that is reserved.

use std::collections::BTreeMap;

use crate::resource::{Field, Place, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, more_places, refusal_on};
use crate::session::Sessions;
use crate::value::{AsNumber, AsNumberRange};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-as-number",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::Frozen, Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "An AS number that is reserved",
    page: include_str!("../../../rules/reserved-as-number.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut reserved: BTreeMap<(AsNumber, bool), Vec<Place>> = BTreeMap::new();
    for (number, place, is_own) in written(sessions) {
        reserved.entry((number, is_own)).or_default().push(place);
    }
    for ((number, is_own), places) in reserved {
        let (severity, effect, what) = match number.range() {
            AsNumberRange::Zero if is_own => {
                let refusal = refusal_on("the nodes that have it");
                (Severity::Error, Effect::Frozen, format!("AS 0 means \"no AS\" (RFC 7607): {refusal}"))
            }
            AsNumberRange::Reserved(why) => (
                Severity::Error,
                Effect::SessionDown,
                format!(
                    "AS {number} is reserved ({why}): Calico and BIRD accept the number, but other routers refuse the session or drop the \
                     routes"
                ),
            ),
            AsNumberRange::Documentation => (
                Severity::Info,
                Effect::RoutesLost,
                format!(
                    "AS {number} is reserved for documentation (RFC 5398): other routers may drop routes with this number"
                ),
            ),
            _ => continue,
        };
        let more = more_places(places.len());
        let Some(first) = places.into_iter().next() else {
            continue;
        };
        findings.add(first, format!("{what}{more}")).severity(severity).with_effect(effect).help(match is_own {
            true => "use a private AS number: 64512 to 65534, or 4200000000 to 4294967294",
            false => {
                "write the AS number that the neighbor really has, or give the neighbor a private one: 64512 to 65534"
            }
        });
    }
}

/// Every AS number that is written, with its place, and whether the nodes use it.
fn written(sessions: &Sessions) -> Vec<(AsNumber, Place, bool)> {
    let mut numbers = Vec::new();
    let mut add = |field: &Field<AsNumber>, resource: &Resource, is_own| {
        if let Some((number, span)) = field.value().zip(field.span()) {
            numbers.push((*number, resource.at(span), is_own));
        }
    };
    for (resource, peer) in sessions.declarations.iter().map(|declaration| (declaration.resource, declaration.peer)) {
        add(&peer.as_number, resource, false);
        // Calico ignores 0 here.
        add(&peer.local_as_number, resource, peer.local_as_number.value() != Some(&AsNumber(0)));
    }
    for (resource, configuration) in sessions.cluster.default_configurations() {
        add(&configuration.as_number, resource, true);
    }
    for fact in sessions.cluster.own_as_numbers() {
        add(fact.field, fact.resource, true);
    }
    numbers
}

//! `duplicate-node-address`: two nodes with the same BGP address.

use crate::cluster::{RouterIdSource, SpeakerId};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list, refusal_on};
use crate::session::{Sessions, SharedRouterId};
use crate::value::Family;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-node-address",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen, Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Two nodes with the same BGP address",
    page: include_str!("../../../rules/duplicate-node-address.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut reported: Vec<&[SpeakerId]> = Vec::new();
    for address in sessions.speakers.shared_addresses() {
        let (family, nodes) = (Family::of(address), sessions.speakers.at(address));
        if reported.contains(&nodes) || is_reported_by_router_id(sessions, nodes) {
            continue;
        }
        let refused = sessions.freezes().refused_for_sharing(address);
        let (effect, consequence) = match refused.is_empty() {
            true => (
                Effect::RoutesLost,
                "they never peer with each other, and BIRD rejects the whole configuration on any node that peers with both"
                    .to_owned(),
            ),
            false => (Effect::Frozen, refusal_on(&sessions.nodes_in_words(&refused))),
        };
        let names: Vec<&str> = nodes.iter().map(|node| sessions.name(*node)).collect();
        let message = format!("{} have the same {family} address {address}: {consequence}", list(&names));
        let addresses = nodes.iter().filter_map(|node| sessions.speakers[*node].node.address(family));
        let mut places = addresses.filter_map(|fact| Some(fact.resource.at(fact.field.span()?)));
        let Some(last) = places.next_back() else {
            continue;
        };
        reported.push(nodes);
        let finding = findings.add(last, message);
        finding.label("the same address").with_effect(effect).help("give each node its own address");
        for place in places {
            finding.related(place, "the same address");
        }
    }
}

/// Nodes whose router ID and AS number are the same because of the address: `duplicate-router-id` reports them, since one
/// cause is one finding.
fn is_reported_by_router_id(sessions: &Sessions, nodes: &[SpeakerId]) -> bool {
    let is_theirs = |shared: &SharedRouterId| nodes.iter().all(|node| shared.nodes.contains(node));
    let by_address = sessions.cluster.router_id_source() == RouterIdSource::NodeAddress;
    by_address && sessions.shared_router_ids().iter().any(is_theirs)
}

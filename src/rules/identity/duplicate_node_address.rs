//! `duplicate-node-address`: two nodes with one BGP address.

use crate::cluster::{RouterIdSource, SpeakerId};
use crate::resource::value::Family;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list, refusal_on};
use crate::session::{Sessions, SharedRouterId};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-node-address",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen],
    fix: FixKind::None,
    summary: "Two nodes with one BGP address",
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
        let refusal = match refused.is_empty() {
            true => refusal_on("that node"),
            false => refusal_on(&sessions.nodes_in_words(&refused)),
        };
        let names: Vec<&str> = nodes.iter().map(|node| sessions.name(*node)).collect();
        let message = format!(
            "{} have the {family} address {address}: they never peer with each other, and where a third node peers with both, \
             the two sessions get one name: {refusal}",
            list(&names)
        );
        let addresses = nodes.iter().filter_map(|node| sessions.speakers[*node].node.address(family));
        let mut places = addresses.filter_map(|fact| Some(fact.resource.at(fact.field.span()?)));
        let Some(last) = places.next_back() else {
            continue;
        };
        reported.push(nodes);
        let finding = findings.add(last, message);
        finding.label("the same address").help("give every node an address of its own");
        for place in places {
            finding.related(place, "the same address");
        }
    }
}

/// Nodes that share router ID and AS number by this are the business of `duplicate-router-id`: one cause, one finding.
fn is_reported_by_router_id(sessions: &Sessions, nodes: &[SpeakerId]) -> bool {
    let is_theirs = |shared: &SharedRouterId| nodes.iter().all(|node| shared.nodes.contains(node));
    let by_address = sessions.cluster.router_id_source() == RouterIdSource::NodeAddress;
    by_address && sessions.shared_router_ids().iter().any(is_theirs)
}

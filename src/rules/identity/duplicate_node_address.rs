//! `duplicate-node-address`: two nodes with one BGP address.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::{ClassId, Cluster, Node, NodeAs, RouterIdSource};
use crate::resource::value::Family;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list, refusal_on};
use crate::session::{Cause, Sessions};

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
    let cluster = sessions.cluster;
    let mut told: Vec<Vec<&str>> = Vec::new();
    for family in [Family::V4, Family::V6] {
        let mut groups: BTreeMap<_, Vec<&Node>> = BTreeMap::new();
        for node in cluster.nodes() {
            if let Some(own) = node.address(family).and_then(|fact| fact.field.value()) {
                groups.entry(own.address).or_default().push(node);
            }
        }
        for (address, nodes) in groups.into_iter().filter(|(_, nodes)| nodes.len() > 1) {
            if is_told_by_router_id(cluster, &nodes) {
                continue;
            }
            let names: Vec<&str> = nodes.iter().filter_map(|node| node.name).collect();
            if told.contains(&names) {
                continue;
            }
            let refused = sessions
                .freezes()
                .all()
                .iter()
                .filter(|freeze| freeze.cause == Cause::RepeatedName && freeze.families == [family])
                .flat_map(|freeze| freeze.classes.iter().copied())
                .collect::<BTreeSet<ClassId>>();
            let refusal = match refused.is_empty() {
                true => refusal_on("that node"),
                false => refusal_on(&sessions.nodes_in_words(&refused)),
            };
            let message = format!(
                "{} have the {family} address {address}: they never peer with each other, and where a third node peers with both, \
                 the two sessions get one name: {refusal}",
                list(&names)
            );
            let mut places = nodes
                .iter()
                .filter_map(|node| node.address(family))
                .filter_map(|fact| Some(fact.resource.at(fact.field.span()?)));
            let Some(last) = places.next_back() else {
                continue;
            };
            told.push(names);
            let finding = findings.add(last, message);
            finding.label("the same address").help("give every node an address of its own");
            for place in places {
                finding.related(place, "the same address");
            }
        }
    }
}

/// Nodes that share router ID and AS number by this are the business of `duplicate-router-id`: one cause, one finding.
fn is_told_by_router_id(cluster: &Cluster, nodes: &[&Node]) -> bool {
    let default = cluster.default_as_number();
    let first_as = nodes.first().map(|node| node.as_number(default));
    let first_id = nodes.first().and_then(|node| cluster.router_id(node));
    let by_address = cluster.router_id_source() == RouterIdSource::NodeAddress;
    by_address
        && first_as != Some(NodeAs::Unknown)
        && first_id.is_some()
        && nodes.iter().all(|node| Some(node.as_number(default)) == first_as && cluster.router_id(node) == first_id)
}

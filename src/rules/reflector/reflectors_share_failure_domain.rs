//! `reflectors-share-failure-domain`: all reflectors of a node in one zone or rack.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{place_of_cluster_id, weigh};
use crate::cluster::SpeakerId;
use crate::propagation::{Propagation, VertexId};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list};
use crate::selector::{Label, Labels};
use crate::session::Sessions;
use crate::wording::plural;

/// Labels of places that fail as a whole, the widest first.
const DOMAINS: [&str; 3] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/rack", "rack"];

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflectors-share-failure-domain",
    group: Group::Reflector,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    fix: FixKind::None,
    summary: "All reflectors of a node in one zone or rack",
    page: include_str!("../../../rules/reflectors-share-failure-domain.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    let telling = telling_labels(sessions);
    let mut shared: BTreeMap<(BTreeSet<SpeakerId>, Domain), BTreeSet<SpeakerId>> = BTreeMap::new();
    for graph in &propagation.graphs {
        for (number, vertex) in graph.vertices.iter_with_ids().filter(|(_, vertex)| vertex.cluster_id.is_none()) {
            let neighbours: BTreeSet<VertexId> = graph.edges[number].iter().map(|adjacency| adjacency.to).collect();
            // A node that learns routes from others too does not depend on the reflectors.
            if neighbours.len() < 2 || neighbours.iter().any(|other| graph.vertices[*other].cluster_id.is_none()) {
                continue;
            }
            let reflectors: BTreeSet<SpeakerId> =
                neighbours.iter().map(|other| graph.vertices[*other].speaker).collect();
            if let Some(domain) = shared_domain(sessions, &telling, &reflectors) {
                // Nodes that fail together with their reflectors lose nothing by it.
                let members = sessions.members(vertex.class).iter().copied();
                let outside: Vec<SpeakerId> =
                    members.filter(|node| value_of(sessions, *node, domain.0) != Some(&domain.1)).collect();
                shared.entry((reflectors, domain)).or_default().extend(outside);
            }
        }
    }
    for ((reflectors, (label, value)), clients) in shared.into_iter().filter(|(_, clients)| !clients.is_empty()) {
        let Some(place) = reflectors.first().and_then(|first| place_of_cluster_id(sessions, *first)) else {
            continue;
        };
        let names: Vec<&str> = reflectors.iter().map(|node| sessions.name(*node)).collect();
        let message = format!(
            "{} have the same `{label}` `{value}` and are the only reflectors of {} node{} elsewhere: when the reflectors fail together, \
             the routes of all other nodes are lost there",
            list(&names),
            clients.len(),
            plural(clients.len()),
        );
        let finding = findings.add(place, message);
        finding.help(format!("choose reflectors that differ in `{label}`, and connect every node with them"));
        weigh(propagation, propagation.need, finding);
    }
}

/// A label and its value.
type Domain = (&'static str, String);

fn value_of<'s>(sessions: &'s Sessions, node: SpeakerId, label: &str) -> Option<&'s str> {
    match sessions.speakers[node].node.label(label) {
        Label::Value(value) => Some(value),
        _ => None,
    }
}

/// The labels in which the cluster's nodes differ.
fn telling_labels(sessions: &Sessions) -> Vec<&'static str> {
    let speaking = || sessions.speakers.ids().filter(|node| sessions.speakers[*node].has_address());
    let tells_apart = |label: &&str| {
        let mut values = speaking().filter_map(|node| value_of(sessions, node, label));
        values.next().is_some_and(|first| values.any(|other| other != first))
    };
    DOMAINS.into_iter().filter(tells_apart).collect()
}

/// What all of these nodes have in common, by the widest of the labels that all of them carry.
fn shared_domain(sessions: &Sessions, labels: &[&'static str], nodes: &BTreeSet<SpeakerId>) -> Option<Domain> {
    let mut telling = labels.iter().filter_map(|label| {
        let values: Option<BTreeSet<&str>> = nodes.iter().map(|node| value_of(sessions, *node, label)).collect();
        Some((*label, values?))
    });
    let (label, values) = telling.next()?;
    let mut values = values.into_iter();
    Some((label, values.next()?.to_owned())).filter(|_| values.next().is_none())
}

//! `reflectors-share-failure-domain`: all reflectors of a node in one zone or rack.

use std::collections::{BTreeMap, BTreeSet};

use super::{place_of_cluster_id, weigh};
use crate::propagation::{Graph, Propagation};
use crate::resource::value::Family;
use crate::rule::{Check, Findings, Group, Rule, Severity, list};
use crate::selector::{Label, Labels};
use crate::session::Sessions;

/// Labels that name what fails together, the widest first.
const DOMAINS: [&str; 3] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/rack", "rack"];

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflectors-share-failure-domain",
    group: Group::Reflector,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "All reflectors of a node in one zone or rack",
    page: include_str!("../../../rules/reflectors-share-failure-domain.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    if propagation.is_cut_short || sessions.cluster.switched_off().is_some() {
        return;
    }
    let mut shared: BTreeMap<(BTreeSet<usize>, Domain), BTreeSet<usize>> = BTreeMap::new();
    for family in Family::BOTH {
        let graph = Graph::new(sessions, family, &[], &[]);
        if graph.is_uncertain {
            continue;
        }
        for (number, vertex) in graph.vertices.iter().enumerate().filter(|(_, vertex)| vertex.cluster_id.is_none()) {
            let neighbours: BTreeSet<usize> = graph.edges[number].iter().map(|through| through.to).collect();
            // A node that learns routes from others too does not depend on the reflectors.
            if neighbours.len() < 2 || neighbours.iter().any(|other| graph.vertices[*other].cluster_id.is_none()) {
                continue;
            }
            let reflectors: BTreeSet<usize> = neighbours.iter().map(|other| graph.vertices[*other].speaker).collect();
            if let Some(domain) = shared_domain(sessions, &reflectors) {
                // Nodes that fail together with their reflectors lose nothing by it.
                let members = sessions.classes.all()[vertex.class].members.iter().copied();
                let outside: Vec<usize> =
                    members.filter(|node| value_of(sessions, *node, domain.0).as_ref() != Some(&domain.1)).collect();
                shared.entry((reflectors, domain)).or_default().extend(outside);
            }
        }
    }
    for ((reflectors, (label, value)), clients) in shared.into_iter().filter(|(_, clients)| !clients.is_empty()) {
        let Some(place) = reflectors.first().and_then(|first| place_of_cluster_id(sessions, *first)) else {
            continue;
        };
        let names: Vec<&str> = reflectors.iter().map(|node| sessions.speakers[*node].name).collect();
        let message = format!(
            "{} are the only reflectors of {} node{} elsewhere, and all of them are in `{label}` `{value}`: when that fails, these \
             nodes lose the routes of all others",
            list(&names),
            clients.len(),
            if clients.len() == 1 { "" } else { "s" },
        );
        let finding = findings.add(place, message);
        finding.help(format!("take reflectors that differ in `{label}`, and let every node peer with them"));
        weigh(propagation, propagation.need, finding);
    }
}

/// A label and its value.
type Domain = (&'static str, String);

fn value_of(sessions: &Sessions, node: usize, label: &str) -> Option<String> {
    match sessions.speakers[node].node.label(label) {
        Label::Value(value) => Some(value.to_owned()),
        _ => None,
    }
}

/// What all of these nodes have in common, where other nodes of the cluster have not: by the widest label that all carry
/// and that tells nodes apart.
fn shared_domain(sessions: &Sessions, nodes: &BTreeSet<usize>) -> Option<Domain> {
    let values = |label: &str, nodes: &mut dyn Iterator<Item = usize>| -> BTreeSet<Option<String>> {
        nodes.map(|node| value_of(sessions, node, label)).collect()
    };
    let mut telling = DOMAINS.into_iter().filter_map(|label| {
        let own = values(label, &mut nodes.iter().copied());
        let mut speaking = (0..sessions.speakers.len()).filter(|node| sessions.speakers[*node].has_address());
        let tells_apart = values(label, &mut speaking).iter().flatten().count() > 1;
        Some((label, own)).filter(|(_, own)| tells_apart && !own.contains(&None))
    });
    let (label, own) = telling.next()?;
    let mut own = own.into_iter().flatten();
    Some((label, own.next()?)).filter(|_| own.next().is_none())
}

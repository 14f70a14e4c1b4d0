//! `reflectors-share-failure-domain`: all reflectors of a node in one zone or rack.

use std::collections::{BTreeMap, BTreeSet};

use super::place_of_cluster_id;
use crate::propagation::{Graph, Propagation};
use crate::resource::value::Family;
use crate::rule::{Check, Findings, Group, Rule, Severity, list};
use crate::selector::{Label, Labels};

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
    if propagation.is_cut_short {
        return;
    }
    let sessions = propagation.sessions;
    let value_of = |node: usize, label: &str| match sessions.speakers[node].node.label(label) {
        Label::Value(value) => Some(value.to_owned()),
        _ => None,
    };
    let mut shared: BTreeMap<(BTreeSet<usize>, &str), usize> = BTreeMap::new();
    for family in Family::BOTH {
        let graph = Graph::new(sessions, family, &[], &[]);
        let mut seen = BTreeSet::new();
        for (number, vertex) in graph.vertices.iter().enumerate() {
            if vertex.cluster_id.is_some() || !seen.insert(vertex.class) {
                continue;
            }
            let neighbours = graph.edges[number].iter().map(|through| &graph.vertices[through.to]);
            let reflectors: BTreeSet<usize> =
                neighbours.filter(|other| other.cluster_id.is_some()).map(|other| other.speaker).collect();
            for label in DOMAINS {
                let domains: BTreeSet<Option<String>> = reflectors.iter().map(|node| value_of(*node, label)).collect();
                let all: BTreeSet<String> =
                    (0..sessions.speakers.len()).filter_map(|node| value_of(node, label)).collect();
                if reflectors.len() > 1 && domains.len() == 1 && !domains.contains(&None) && all.len() > 1 {
                    *shared.entry((reflectors.clone(), label)).or_default() += vertex.alike;
                    break;
                }
            }
        }
    }
    let mut told = BTreeSet::new();
    for ((reflectors, label), clients) in shared {
        let Some((first, value)) = reflectors.first().and_then(|first| Some((*first, value_of(*first, label)?))) else {
            continue;
        };
        let Some(place) = place_of_cluster_id(sessions, first).filter(|_| told.insert(reflectors.clone())) else {
            continue;
        };
        let names: Vec<&str> = reflectors.iter().map(|node| sessions.speakers[*node].name).collect();
        let message = format!(
            "{} are the only reflectors of {clients} node{}, and all of them are in `{label}` `{value}`: when that fails, these nodes \
             lose the routes of all others",
            list(&names),
            if clients == 1 { "" } else { "s" },
        );
        findings
            .add(place, message)
            .unless_more_nodes(sessions.cluster.inventory)
            .help("take reflectors of different zones, and let every node peer with them");
    }
}

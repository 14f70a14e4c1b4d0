//! Route reflectors in the same failure domain that are the only source of routes for nodes elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::ids::VertexId;
use crate::cluster::{FailureDomain, SpeakerId};
use crate::session::Sessions;

/// Route reflectors that fail together, and the nodes that then lose the routes of all others.
#[derive(Clone, Debug)]
pub struct SharedFailureDomain {
    /// The failure domain.
    pub domain: FailureDomain,
    /// The reflectors; at least two.
    pub reflectors: BTreeSet<SpeakerId>,
    /// The nodes elsewhere whose only neighbors are these reflectors; never empty.
    pub clients: BTreeSet<SpeakerId>,
}

/// Finds such reflectors in the graphs of all families.
pub(super) fn find(sessions: &Sessions, graphs: &[Graph]) -> Vec<SharedFailureDomain> {
    let domains = sessions.speakers.failure_domains();
    let mut shared: BTreeMap<(BTreeSet<SpeakerId>, FailureDomain), BTreeSet<SpeakerId>> = BTreeMap::new();
    for graph in graphs {
        for (vertex, client) in graph.vertices.iter_with_ids().filter(|(vertex, _)| !graph.is_reflector(*vertex)) {
            let neighbors: BTreeSet<VertexId> = graph.edges.neighbors(vertex).collect();
            // A node that also learns routes from other neighbors does not depend on the reflectors.
            if neighbors.len() < 2 || neighbors.iter().any(|other| !graph.is_reflector(*other)) {
                continue;
            }
            let reflectors: BTreeSet<SpeakerId> =
                neighbors.iter().map(|other| graph.vertices[*other].speaker).collect();
            if let Some(domain) = domains.shared_by(&reflectors) {
                // Nodes that fail together with their reflectors have no routes to lose.
                let members = sessions.members(client.class).iter().copied();
                let elsewhere: Vec<SpeakerId> =
                    members.filter(|node| !domain.contains(sessions.speakers[*node].node)).collect();
                shared.entry((reflectors, domain)).or_default().extend(elsewhere);
            }
        }
    }
    let depended_on = shared.into_iter().filter(|(_, clients)| !clients.is_empty());
    depended_on.map(|((reflectors, domain), clients)| SharedFailureDomain { domain, reflectors, clients }).collect()
}

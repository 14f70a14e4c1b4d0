//! Sessions → which nodes learn whose routes from BIRD, and why other nodes do not.
//!
//! What is true for two nodes of different classes is true for all nodes of the classes, so two nodes represent each class
//! (`graph`). The routes of one node are followed over the sessions that come up (`route_search`). Losses are sorted by
//! cause (`loss`, `filtered`), and losses after a failure by the nodes that fail (`resilience`).

mod adjacency;
mod certain_paths;
mod connect;
mod edges;
mod failure_domains;
mod filtered;
mod graph;
mod ids;
mod loss;
mod need;
mod pools;
mod resilience;
mod route_search;
mod vertex;

pub use adjacency::{Adjacency, ExternalSession, Link};
pub use edges::Edges;
pub use failure_domains::SharedFailureDomain;
pub use filtered::{FilteredLoss, RejectingRule};
pub use graph::Graph;
pub use ids::{ClusterId, PoolId, PoolSet, RouteId, VertexId};
pub use loss::{Loss, LossCause, Stop, stop_before};
pub use need::BgpNeed;
pub use pools::PoolRoutes;
pub use resilience::{Cut, LostPairs, WeakPoint, lost_pairs, smallest_cuts};
pub use route_search::{Assume, LearnedFrom, LearnedRoute, NotAdvertised, RouteSearch};
pub use vertex::Vertex;

use certain_paths::CertainPaths;
use graph::{certain_graphs, is_too_large};

use crate::cluster::SpeakerId;
use crate::session::Sessions;
use crate::value::Family;

/// The propagation of routes in a cluster.
#[derive(Debug)]
pub struct Propagation<'c> {
    /// The sessions that the routes use.
    pub sessions: &'c Sessions<'c>,
    /// Whether pods need BGP to reach pods of other nodes.
    pub need: BgpNeed,
    /// The graph of each family; a graph is left out if it may have unknown paths.
    pub graphs: Vec<Graph<'c, 'c>>,
    /// The losses.
    pub losses: Vec<Loss>,
    /// The losses because of filters.
    pub filtered: Vec<FilteredLoss<'c>>,
    /// Reflectors whose failure cuts nodes off from each other.
    pub weak_points: Vec<WeakPoint>,
    /// Whether the cluster has too many classes of nodes, or the routes too many paths, to compute everything.
    pub is_cut_short: bool,
}

impl<'c> Propagation<'c> {
    /// Computes the propagation.
    pub fn new(sessions: &'c Sessions<'c>) -> Propagation<'c> {
        let has_too_many = is_too_large(sessions);
        let graphs = match has_too_many || sessions.cluster.switched_off().is_some() {
            true => Vec::new(),
            false => certain_graphs(sessions, &[]),
        };
        let (mut losses, mut filtered, mut weak_points) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_cut_short = has_too_many;
        for graph in &graphs {
            let Some(need) = BgpNeed::of(sessions.cluster, &[graph.family]) else {
                continue;
            };
            let certain = CertainPaths::new(graph);
            match loss::find(graph, need, &certain) {
                Some(found) => {
                    loss::merge(&mut losses, found);
                    filtered.extend(filtered::find(graph));
                    match resilience::weak_points(graph, need, &certain) {
                        Some(found) => weak_points.extend(found),
                        None => is_cut_short = true,
                    }
                }
                None => is_cut_short = true,
            }
        }
        let need = BgpNeed::of(sessions.cluster, &Family::BOTH).unwrap_or(BgpNeed::Unknown);
        Propagation { sessions, need, graphs, losses, filtered, weak_points, is_cut_short }
    }

    /// The losses with one cause; none where BGPPeers may connect nodes in unknown ways.
    pub fn losses_by(&self, cause: LossCause) -> impl Iterator<Item = &Loss> {
        let is_known = self.sessions.is_everything_known();
        self.losses.iter().filter(move |loss| is_known && loss.cause == cause)
    }

    /// The first route reflector by name whose failure cuts no nodes off from each other.
    pub fn spare_reflector(&self) -> Option<SpeakerId> {
        let is_weak = |node: &SpeakerId| self.weak_points.iter().any(|weak| weak.reflector == *node);
        self.sessions.reflectors().find(|node| !is_weak(node))
    }

    /// Route reflectors in the same failure domain that are the only source of routes for nodes elsewhere.
    pub fn shared_failure_domains(&self) -> Vec<SharedFailureDomain> {
        failure_domains::find(self.sessions, &self.graphs)
    }
}

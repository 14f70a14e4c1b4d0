//! Sessions → which nodes learn whose routes, as BIRD passes them on, and why others do not.
//!
//! What holds for two nodes of different classes holds for all of them, so two nodes stand for each class (`graph`). The
//! routes of one node are followed over the sessions that come up (`route_search`); what does not arrive is sorted by its
//! cause (`loss`, `filtered`), and what a failure would cut off by the nodes that fail (`resilience`).

mod adjacency;
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

use graph::{MOST_CLASSES, certain_graphs};

use crate::cluster::SpeakerId;
use crate::resource::value::Family;
use crate::session::Sessions;

/// Where the routes of a cluster get to.
#[derive(Debug)]
pub struct Propagation<'c> {
    /// The sessions that they take.
    pub sessions: &'c Sessions<'c>,
    /// Whether pods need BGP to reach pods of other nodes.
    pub need: BgpNeed,
    /// By family: the sessions as a graph, but for those in which there may be ways that are not known.
    pub graphs: Vec<Graph<'c, 'c>>,
    /// What does not arrive.
    pub losses: Vec<Loss>,
    /// What does not arrive because of filters.
    pub filtered: Vec<FilteredLoss<'c>>,
    /// Reflectors whose failure cuts nodes off from each other.
    pub weak_points: Vec<WeakPoint>,
    /// Whether the cluster has too many sorts of nodes, or ways for a route, to work it out.
    pub is_cut_short: bool,
}

impl<'c> Propagation<'c> {
    /// Works out where the routes get to.
    pub fn new(sessions: &'c Sessions<'c>) -> Propagation<'c> {
        let has_too_many = sessions.classes.all().len() > MOST_CLASSES;
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
            match loss::find(graph, need) {
                Some(found) => {
                    loss::merge(&mut losses, found);
                    filtered.extend(filtered::find(graph));
                    weak_points.extend(resilience::weak_points(graph, need));
                }
                None => is_cut_short = true,
            }
        }
        let need = BgpNeed::of(sessions.cluster, &Family::BOTH).unwrap_or(BgpNeed::Unknown);
        Propagation { sessions, need, graphs, losses, filtered, weak_points, is_cut_short }
    }

    /// What does not arrive for one cause; nothing where BGPPeers may connect nodes in ways that are not known.
    pub fn losses_by(&self, cause: LossCause) -> impl Iterator<Item = &Loss> {
        let is_known = self.sessions.is_everything_known();
        self.losses.iter().filter(move |loss| is_known && loss.cause == cause)
    }

    /// The first route reflector by name whose failure cuts no nodes off from each other.
    pub fn spare_reflector(&self) -> Option<SpeakerId> {
        let is_weak = |node: &SpeakerId| self.weak_points.iter().any(|weak| weak.reflector == *node);
        self.sessions.reflectors().find(|node| !is_weak(node))
    }

    /// Route reflectors in one failure domain, on which nodes elsewhere depend for all routes.
    pub fn shared_failure_domains(&self) -> Vec<SharedFailureDomain> {
        failure_domains::find(self.sessions, &self.graphs)
    }
}

//! Sessions → which nodes learn whose routes, as BIRD passes them on, and why others do not.
//!
//! What holds for two nodes of different classes holds for all of them, so two nodes stand for each class (`graph`). A
//! route is spread from one node over the sessions that come up (`spread`); what does not arrive is sorted by its cause
//! (`loss`), and what a failure would cut off by the nodes that fail (`resilience`).

mod filtered;
mod graph;
mod loss;
mod need;
mod resilience;
mod spread;

pub use filtered::{FilteredLoss, PoolRoutes, RejectingRule};
pub use graph::{Graph, Through, Vertex};
pub use loss::{Loss, LossCause, Stop};
pub use need::Need;
pub use resilience::{Cut, LostPairs, WeakPoint, lost_pairs, smallest_cuts};
pub use spread::{Hop, HowLearned, Refusal, Sort, Spread};

use crate::cluster::SpeakerId;
use crate::resource::value::Family;
use crate::session::Sessions;

/// Where the routes of a cluster get to.
#[derive(Debug)]
pub struct Propagation<'c> {
    /// The sessions that they take.
    pub sessions: &'c Sessions<'c>,
    /// Whether pods need BGP to reach pods of other nodes.
    pub need: Need,
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

/// How many sorts of nodes are looked at, at most.
const MOST_CLASSES: usize = 400;

impl<'c> Propagation<'c> {
    /// Works out where the routes get to.
    pub fn new(sessions: &'c Sessions<'c>) -> Propagation<'c> {
        let mut propagation = Propagation {
            sessions,
            need: Need::of(sessions.cluster, &Family::BOTH).unwrap_or(Need::Unknown),
            graphs: Vec::new(),
            losses: Vec::new(),
            filtered: Vec::new(),
            weak_points: Vec::new(),
            is_cut_short: sessions.classes.all().len() > MOST_CLASSES,
        };
        if propagation.is_cut_short || sessions.cluster.switched_off().is_some() {
            return propagation;
        }
        propagation.graphs = certain_graphs(sessions, &[]);
        for graph in &propagation.graphs {
            let Some(need) = Need::of(sessions.cluster, &[graph.family]) else {
                continue;
            };
            match loss::find(graph, need) {
                Some(losses) => {
                    loss::merge(&mut propagation.losses, losses);
                    propagation.filtered.extend(filtered::find(graph));
                    propagation.weak_points.extend(resilience::weak_points(graph, need));
                }
                None => propagation.is_cut_short = true,
            }
        }
        propagation
    }
}

/// By family: the sessions as a graph without nodes that have failed, but for those in which there may be ways that are not
/// known.
fn certain_graphs<'c>(sessions: &'c Sessions<'c>, failed: &[SpeakerId]) -> Vec<Graph<'c, 'c>> {
    let graphs = Family::BOTH.map(|family| Graph::new(sessions, family, &[], failed)).into_iter();
    graphs.filter(|graph| !graph.is_uncertain).collect()
}

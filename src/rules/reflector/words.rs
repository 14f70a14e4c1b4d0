//! The lost routes in words, and the severity of the loss.

use crate::cluster::{Inventory, SpeakerId};
use crate::propagation::{BgpNeed, Loss, Propagation};
use crate::resource::Place;
use crate::rule::{Finding, Severity};
use crate::session::Sessions;
use crate::value::Family;

/// "IPv4 routes of `worker-1` never reach `worker-2` (and 4 more pairs of nodes)".
pub(super) fn lost_routes(sessions: &Sessions, loss: &Loss) -> String {
    let families: Vec<String> = loss.families.iter().map(Family::to_string).collect();
    let (families, more) = (families.join(" and "), more_pairs(loss.pairs));
    let (origin, receiver) = (sessions.name(loss.origin), sessions.name(loss.receiver));
    format!("{families} routes of `{origin}` never reach `{receiver}`{more}")
}

/// The text after the first of several pairs of nodes: "", " (and 1 more pair of nodes)", " (and 4 more pairs of nodes)".
pub(super) fn more_pairs(pairs: usize) -> String {
    match pairs {
        0 | 1 => String::new(),
        2 => " (and 1 more pair of nodes)".to_owned(),
        pairs => format!(" (and {} more pairs of nodes)", pairs - 1),
    }
}

/// The place of a node's cluster ID.
pub(super) fn place_of_cluster_id(sessions: &Sessions, node: SpeakerId) -> Option<Place> {
    let fact = sessions.speakers[node].node.cluster_id()?;
    Some(fact.resource.at(fact.field.span()?))
}

/// Adds the conditions of a finding: whether pods need BGP between nodes, and whether there are other nodes.
pub(super) fn weigh(propagation: &Propagation, need: BgpNeed, finding: &mut Finding) {
    let is_complete = propagation.sessions.cluster.inventory == Inventory::Complete;
    if need == BgpNeed::None {
        finding.severity(Severity::Info);
        finding.message.push_str("; no pool needs BGP between nodes, so only routes to the outside are affected");
    } else if !is_complete {
        finding.severity = finding.severity.lowered();
    }
    match (is_complete, need == BgpNeed::Unknown) {
        (true, false) => finding,
        (true, true) => finding.conditional("if pods need BGP between nodes"),
        (false, false) => finding.conditional("if there are no other nodes"),
        (false, true) => finding.conditional("if there are no other nodes and pods need BGP between them"),
    };
}

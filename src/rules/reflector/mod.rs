//! The group `reflector`: whether routes get there.

mod clients_split_across_reflectors;
mod isolated_reflector;
mod mesh_beside_reflectors;
mod mesh_disabled_without_peers;
mod missing_route_reflector;
mod node_without_session;
mod oversized_mesh;
mod reflector_without_cluster_id;
mod reflectors_not_peered;
mod reflectors_share_failure_domain;
mod single_route_reflector;
mod unreachable_routes;

use crate::cluster::Inventory;
use crate::propagation::{Loss, LossCause, Need, Propagation};
use crate::rule::{Finding, Place, Rule, Severity};
use crate::selector::Truth;
use crate::session::{Sessions, Target};

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &clients_split_across_reflectors::RULE,
    &isolated_reflector::RULE,
    &mesh_beside_reflectors::RULE,
    &mesh_disabled_without_peers::RULE,
    &missing_route_reflector::RULE,
    &node_without_session::RULE,
    &oversized_mesh::RULE,
    &reflector_without_cluster_id::RULE,
    &reflectors_not_peered::RULE,
    &reflectors_share_failure_domain::RULE,
    &single_route_reflector::RULE,
    &unreachable_routes::RULE,
];

/// The losses of one cause; none where BGPPeers may connect nodes that we do not know of.
fn losses<'p>(propagation: &'p Propagation, cause: LossCause) -> impl Iterator<Item = &'p Loss> {
    let is_known = propagation.sessions.is_everything_known();
    propagation.losses.iter().filter(move |loss| is_known && loss.cause == cause)
}

/// "routes of `worker-1`".
fn routes(sessions: &Sessions, loss: &Loss) -> String {
    format!("{} routes of `{}`", loss.family, sessions.speakers[loss.origin].name)
}

/// How many pairs there are beside the one that is named, as the end of a sentence.
fn and_more(loss: &Loss) -> String {
    match loss.pairs {
        0 | 1 => String::new(),
        2 => "; so it is with 1 more pair of nodes".to_owned(),
        pairs => format!("; so it is with {} more pairs of nodes", pairs - 1),
    }
}

/// Where the cluster ID of a node is written.
fn place_of_cluster_id(sessions: &Sessions, node: usize) -> Option<Place> {
    let fact = sessions.speakers[node].node.cluster_id()?;
    Some(fact.resource.at(fact.field.span()?))
}

/// Whether the node may have a session by any BGPPeer, or by the mesh, whatever its address turns out to be.
fn has_prospect(sessions: &Sessions, node: usize) -> bool {
    let class = sessions.classes.of(node);
    let classes = sessions.classes.all();
    let others = |choose: &dyn Fn(&crate::cluster::Class) -> Truth| {
        classes
            .iter()
            .any(|other| choose(other) != Truth::No && (other.first() != class.first() || other.members.len() > 1))
    };
    sessions.peerings.iter().any(|peering| {
        let is_for = peering.is_for(class) != Truth::No;
        let is_manual = peering.peer.reverse_peering.value() == Some(&"Manual");
        let is_pointed_at = match &peering.target {
            Target::Selected(_) => peering.selects(class) != Truth::No,
            Target::Address { nodes, .. } => nodes.iter().any(|(other, _)| *other == node),
            Target::Unknown => true,
            _ => false,
        };
        let forward = match peering.target {
            Target::Selected(_) => others(&|other| peering.selects(other)),
            Target::Nobody { .. } => false,
            _ => true,
        };
        is_for && forward || is_pointed_at && !is_manual && others(&|other| peering.is_for(other))
    })
}

/// Says on what a finding depends: whether pods need BGP between nodes, and whether these are all nodes.
fn weigh(propagation: &Propagation, finding: &mut Finding) {
    let is_complete = propagation.sessions.cluster.inventory == Inventory::Complete;
    if propagation.need == Need::None {
        finding.severity(Severity::Info);
        finding.message.push_str("; no pool needs BGP between nodes, so this matters for routes to the outside only");
        return;
    }
    if !is_complete {
        finding.severity = finding.severity.lowered();
    }
    match (is_complete, propagation.need == Need::Unknown) {
        (true, false) => finding,
        (true, true) => finding.conditional("if pods need BGP between nodes"),
        (false, false) => finding.conditional("if these are all nodes"),
        (false, true) => finding.conditional("if these are all nodes, and pods need BGP between them"),
    };
}

//! The routes that are lost, in words, and how much that matters.

use crate::cluster::{ClassId, Inventory, NodeClass, SpeakerId};
use crate::ids::IdVec;
use crate::known::{Known, Truth};
use crate::propagation::{BgpNeed, Loss, LossCause, Propagation};
use crate::resource::value::Family;
use crate::resource::{Field, Place};
use crate::rule::{Finding, Severity};
use crate::session::{Sessions, Target};
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The losses of one cause; none where BGPPeers may connect nodes that we do not know of.
pub(super) fn losses<'p>(propagation: &'p Propagation, cause: LossCause) -> impl Iterator<Item = &'p Loss> {
    let is_known = propagation.sessions.is_everything_known();
    propagation.losses.iter().filter(move |loss| is_known && loss.cause == cause)
}

/// "IPv4 routes of `worker-1` never reach `worker-2` (and 4 more pairs of nodes)".
pub(super) fn lost_routes(sessions: &Sessions, loss: &Loss) -> String {
    let families: Vec<String> = loss.families.iter().map(Family::to_string).collect();
    let (families, more) = (families.join(" and "), more_pairs(loss.pairs));
    let (origin, receiver) = (sessions.name(loss.origin), sessions.name(loss.receiver));
    format!("{families} routes of `{origin}` never reach `{receiver}`{more}")
}

/// What follows the first of several pairs of nodes: "", " (and 1 more pair of nodes)", " (and 4 more pairs of nodes)".
pub(super) fn more_pairs(pairs: usize) -> String {
    match pairs {
        0 | 1 => String::new(),
        2 => " (and 1 more pair of nodes)".to_owned(),
        pairs => format!(" (and {} more pairs of nodes)", pairs - 1),
    }
}

/// Where the cluster ID of a node is written.
pub(super) fn place_of_cluster_id(sessions: &Sessions, node: SpeakerId) -> Option<Place> {
    let fact = sessions.speakers[node].node.cluster_id()?;
    Some(fact.resource.at(fact.field.span()?))
}

/// Whether the node takes part in BGP, as far as it is known: of all nodes, those without an address do not.
pub(super) fn takes_part(sessions: &Sessions, node: SpeakerId) -> bool {
    sessions.speakers[node].has_address() || sessions.cluster.inventory != Inventory::Complete
}

/// By class: whether its nodes may have a session by any BGPPeer, whatever their addresses turn out to be; also a session
/// that does not come up, which other rules report.
pub(super) fn prospects(sessions: &Sessions) -> IdVec<ClassId, bool> {
    sessions.classes.all().iter().map(|class| has_prospect(sessions, class)).collect()
}

pub(super) fn has_prospect(sessions: &Sessions, class: &NodeClass) -> bool {
    // A node whose address a BGPPeer names is alone in its class, but for those with the same address.
    let node = class.first();
    let others = |choose: &dyn Fn(&NodeClass) -> Truth| {
        let is_other = |other: &&NodeClass| other.first() != class.first() || other.members().len() > 1;
        sessions.classes.all().iter().filter(is_other).any(|other| choose(other) != Truth::No)
    };
    let is_own = |address: IpAddr| sessions.speakers[node].address(Family::of(address)) == Known::Value(address);
    sessions.declarations.iter().any(|declaration| {
        let forward = match declaration.target {
            Target::Selected(_) => others(&|other| declaration.selects(other)),
            Target::Address { address, .. } => !is_own(address),
            Target::Nobody { .. } => false,
            _ => true,
        };
        let is_pointed_at = match declaration.target {
            Target::Selected(_) => declaration.selects(class) != Truth::No,
            Target::Address { address, .. } => is_own(address),
            Target::Unknown => true,
            _ => false,
        };
        forward && declaration.is_for(class) != Truth::No || is_pointed_at && others(&|other| declaration.is_for(other))
    })
}

/// Whether another rule reports a mistake in the BGPPeers that may be why nodes have no session. Of a list that several
/// clusters share, the BGPPeers of other clusters are no mistake.
pub(super) fn has_named_cause(sessions: &Sessions) -> bool {
    let none =
        |choose: &dyn Fn(&NodeClass) -> Truth| sessions.classes.all().iter().all(|class| choose(class) == Truth::No);
    let shared = LazyCell::new(|| {
        let lists = sessions.cluster.unmatched_selectors().shared_lists;
        lists.into_iter().flatten().map(|selector| selector.text).collect::<BTreeSet<&str>>()
    });
    let is_shared = |field: &Field<String>| field.value().is_some_and(|text| shared.contains(text.as_str()));
    sessions.declarations.iter().any(|declaration| {
        let selects_none =
            matches!(declaration.target, Target::Selected(_)) && none(&|class| declaration.selects(class));
        let is_for_none = none(&|class| declaration.is_for(class));
        declaration.peer.is_misread()
            || declaration.is_without_target()
            || selects_none && !is_shared(&declaration.peer.peer_selector)
            || is_for_none && !is_shared(&declaration.peer.node_selector)
    })
}

/// Says on what a finding depends: whether pods need BGP between nodes, and whether there are other nodes.
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

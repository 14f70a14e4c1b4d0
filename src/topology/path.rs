//! The way that the routes of one node take to another, hop by hop, or where and why they stop.

use serde::Serialize;

use super::json::family_name;
use crate::cluster::SpeakerId;
use crate::propagation::{Graph, Hop, HowLearned, Refusal, Sort, Spread, Stop};
use crate::resource::value::Family;
use crate::session::Sessions;
use crate::visible::visible;

/// The version of the JSON format: it changes when a field goes or changes its meaning.
const VERSION: u32 = 1;

/// The ways of both families.
#[derive(Serialize)]
struct Document<'s> {
    version: u32,
    from: &'s str,
    to: &'s str,
    families: Vec<Way<'s>>,
}

/// The way of one family.
#[derive(Serialize)]
struct Way<'s> {
    family: &'static str,
    /// The family as people write it.
    #[serde(skip)]
    spoken: Family,
    reaches: bool,
    hops: Vec<WayHop<'s>>,
    stop: Option<WayStop<'s>>,
}

/// A node that has the routes.
#[derive(Serialize)]
struct WayHop<'s> {
    node: &'s str,
    learned: &'static str,
    /// The BGPPeer of the session that they came through; null for the mesh and for the node's own.
    #[serde(rename = "bgpPeer")]
    peering: Option<&'s str>,
    reason: String,
}

/// Where the routes stop.
#[derive(Serialize)]
struct WayStop<'s> {
    at: &'s str,
    before: &'s str,
    reason: String,
}

/// The ways as text for people.
pub fn path(sessions: &Sessions, from: SpeakerId, to: SpeakerId) -> String {
    let document = document(sessions, from, to);
    let (from, to) = (visible(document.from), visible(document.to));
    let mut text = String::new();
    for way in &document.families {
        let verb = if way.reaches { "reach" } else { "do not reach" };
        text.push_str(&format!("{} routes of {from} {verb} {to}\n", way.spoken));
        for (number, hop) in way.hops.iter().enumerate() {
            let (node, reason) = (visible(hop.node), visible(&hop.reason));
            text.push_str(&format!("  {}  {node}: {reason}\n", number + 1));
        }
        if let Some(stop) = &way.stop {
            let (at, before, reason) = (visible(stop.at), visible(stop.before), visible(&stop.reason));
            text.push_str(&format!("  stop  between {at} and {before}: {reason}\n"));
        } else if !way.reaches {
            text.push_str(&format!("  stop  no session leads on to {to}\n"));
        }
    }
    if document.families.is_empty() {
        text.push_str("the two nodes have no address of one family: no route goes from one to the other\n");
    }
    text
}

/// The ways as JSON for programs.
pub fn path_json(sessions: &Sessions, from: SpeakerId, to: SpeakerId) -> String {
    serde_json::to_string_pretty(&document(sessions, from, to)).unwrap_or_default() + "\n"
}

fn document<'s>(sessions: &'s Sessions, from: SpeakerId, to: SpeakerId) -> Document<'s> {
    let name = |node: SpeakerId| sessions.name(node);
    let families = Family::BOTH.into_iter().filter_map(|family| way(sessions, family, from, to));
    Document { version: VERSION, from: name(from), to: name(to), families: families.collect() }
}

/// The way of one family; `None` where one of the nodes has no address of it.
fn way<'s>(sessions: &'s Sessions, family: Family, from: SpeakerId, to: SpeakerId) -> Option<Way<'s>> {
    let has_address = |node: SpeakerId| sessions.speakers[node].address(family).value().is_some();
    if !has_address(from) || !has_address(to) {
        return None;
    }
    let graph = Graph::new(sessions, family, &[from, to], &sessions.failed);
    let (origin, receiver) = (graph.vertex_of(from)?, graph.vertex_of(to)?);
    let spread = Spread::new(&graph, origin, Sort::Up);
    let reaches = spread.reaches(receiver);
    let stop = if reaches { None } else { graph.stop_before(&spread, receiver, Sort::Up) };
    let last = match &stop {
        None => receiver,
        Some(stop) => graph.vertex_of(stop.at)?,
    };
    let way = spread.way_to(last);
    let name = |node: SpeakerId| sessions.name(node);
    Some(Way {
        family: family_name(family),
        spoken: family,
        reaches,
        hops: (0..way.len()).map(|number| hop(sessions, &graph, &way, number)).collect(),
        stop: stop.map(|stop| WayStop {
            at: name(stop.at),
            before: name(stop.before),
            reason: refusal(sessions, &stop),
        }),
    })
}

fn hop<'s>(sessions: &'s Sessions, graph: &Graph<'s, '_>, way: &[&Hop], number: usize) -> WayHop<'s> {
    let hop = way[number];
    let peering = hop.through.and_then(|through| through.peering).map(|number| sessions.peerings[number].name());
    let by = match (peering, hop.through) {
        (Some(name), _) => format!(" over BGPPeer {name}"),
        (None, Some(_)) => " over the mesh".to_owned(),
        (None, None) => String::new(),
    };
    let teacher = number.checked_sub(1).map(|before| graph.name(way[before].vertex)).unwrap_or_default();
    let learned = match hop.how {
        HowLearned::Own => "announces its own".to_owned(),
        HowLearned::Client => format!("learns them from its client {teacher}{by}"),
        HowLearned::Internal => format!("learns them from {teacher}{by}"),
        HowLearned::External => format!("learns them from {teacher} of another AS{by}"),
    };
    let passed = way.get(number + 1).and_then(|next| next.through).map(|through| {
        match (through.is_internal(), hop.how, through.to_client) {
            (true, HowLearned::Client, _) => ", and reflects them, since they come from a client",
            (true, HowLearned::Internal, true) => ", and reflects them to a client",
            _ => ", and passes them on",
        }
    });
    let filtered = way.get(number + 1).and_then(|next| next.through).map(|through| graph.dropped_pools(&through));
    let filtered = filtered
        .filter(|pools| !pools.is_empty())
        .map(|pools| format!("; filters let no route of IPPool {} through", pools.join(" and ")));
    WayHop {
        node: graph.name(hop.vertex),
        learned: match hop.how {
            HowLearned::Own => "own",
            HowLearned::Client => "client",
            HowLearned::Internal => "internal",
            HowLearned::External => "external",
        },
        peering,
        reason: format!(
            "{learned}{}{}",
            if number == 0 { "" } else { passed.unwrap_or_default() },
            filtered.unwrap_or_default()
        ),
    }
}

fn refusal(sessions: &Sessions, stop: &Stop) -> String {
    let name = |node: SpeakerId| sessions.name(node);
    let id = |node: SpeakerId| sessions.speakers[node].cluster_id.value().map_or(String::new(), |id| format!(" {id}"));
    let (at, before) = (stop.at, stop.before);
    match stop.refusal {
        Refusal::NotReflected if sessions.speakers[at].cluster_id.value().is_none() => {
            format!("{} has no cluster ID, so it passes on nothing that its own AS taught it", name(at))
        }
        Refusal::NotReflected => {
            format!("neither {} nor the node that taught {} is its client", name(before), name(at))
        }
        Refusal::OwnClusterId => {
            format!(
                "a reflector with the same cluster ID{} has reflected them, so {} keeps them from its clients",
                id(at),
                name(at)
            )
        }
        Refusal::ReceiversClusterId => {
            format!("{} drops them, since they carry its own cluster ID{}", name(before), id(before))
        }
        Refusal::Originator => format!("{} has the router ID of the origin, and takes them for its own", name(before)),
        Refusal::AsPath => format!("the AS number of {} is in their AS path already", name(before)),
        Refusal::ComesFromThere => format!("{} has them from {} alone", name(at), name(before)),
        Refusal::SessionDown => "the session does not come up".to_owned(),
    }
}

//! The path of the routes of one node to another node, hop by hop, or where and why it stops.

use serde::Serialize;

use super::json::family_name;
use crate::bounded::bounded;
use crate::cluster::SpeakerId;
use crate::json::pretty;
use crate::propagation::{Assume, Graph, LearnedFrom, LearnedRoute, NotAdvertised, RouteSearch, Stop, stop_before};
use crate::session::Sessions;
use crate::value::Family;
use crate::visible::visible;

/// The version of the JSON format. It is raised when a field is removed or changes its meaning.
const VERSION: u32 = 1;

/// The paths of both address families.
#[derive(Serialize)]
struct PathDocument<'s> {
    version: u32,
    from: &'s str,
    to: &'s str,
    families: Vec<FamilyPath<'s>>,
}

/// The path of one address family.
#[derive(Serialize)]
struct FamilyPath<'s> {
    family: &'static str,
    /// The family in texts for people.
    #[serde(skip)]
    spoken: Family,
    reaches: bool,
    hops: Vec<PathHop<'s>>,
    stop: Option<PathStop<'s>>,
}

/// A node that learns the routes.
#[derive(Serialize)]
struct PathHop<'s> {
    node: &'s str,
    learned: &'static str,
    /// The BGPPeer of the session to the node before; null for the mesh and for the node that announces the routes.
    #[serde(rename = "bgpPeer")]
    declaration: Option<&'s str>,
    reason: String,
}

/// Where the path stops.
#[derive(Serialize)]
struct PathStop<'s> {
    at: &'s str,
    before: &'s str,
    reason: String,
}

/// The paths as text.
pub fn path(sessions: &Sessions, from: SpeakerId, to: SpeakerId) -> String {
    let document = document(sessions, from, to);
    let (from, to) = (visible(document.from), visible(document.to));
    let mut text = String::new();
    for path in &document.families {
        let verb = if path.reaches { "are learned by" } else { "are not learned by" };
        text.push_str(&format!("{} routes of {from} {verb} {to}\n", path.spoken));
        for (number, hop) in path.hops.iter().enumerate() {
            let (node, reason) = (visible(hop.node), visible(&hop.reason));
            text.push_str(&format!("  {}  {node}: {reason}\n", number + 1));
        }
        if let Some(stop) = &path.stop {
            let (at, before, reason) = (visible(stop.at), visible(stop.before), visible(&stop.reason));
            text.push_str(&format!("  stop  between {at} and {before}: {reason}\n"));
        } else if !path.reaches {
            text.push_str(&format!("  stop  no session leads from these nodes to {to}\n"));
        }
    }
    if document.families.is_empty() {
        text.push_str("the two nodes have no address of the same family, so neither learns routes of the other\n");
    }
    text
}

/// The paths as JSON.
///
/// # Errors
/// None in practice: the answer holds only text and numbers.
pub fn path_json(sessions: &Sessions, from: SpeakerId, to: SpeakerId) -> serde_json::Result<String> {
    pretty(&document(sessions, from, to))
}

fn document<'s>(sessions: &'s Sessions, from: SpeakerId, to: SpeakerId) -> PathDocument<'s> {
    let name = |node: SpeakerId| sessions.name(node);
    let families = Family::BOTH.into_iter().filter_map(|family| path_of(sessions, family, from, to));
    PathDocument { version: VERSION, from: name(from), to: name(to), families: families.collect() }
}

/// The path of one family; `None` where one of the nodes has no address of the family.
fn path_of<'s>(sessions: &'s Sessions, family: Family, from: SpeakerId, to: SpeakerId) -> Option<FamilyPath<'s>> {
    let has_address = |node: SpeakerId| sessions.speakers[node].address(family).value().is_some();
    if !has_address(from) || !has_address(to) {
        return None;
    }
    let graph = Graph::new(sessions, family, &[from, to], &sessions.failed);
    let (origin, receiver) = (graph.vertex_of(from)?, graph.vertex_of(to)?);
    let search = RouteSearch::new(&graph, origin, Assume::AsFound);
    let reaches = search.reaches(receiver);
    let stop = if reaches { None } else { stop_before(&graph, &search, receiver, Assume::AsFound) };
    let last = match &stop {
        None => receiver,
        Some(stop) => graph.vertex_of(stop.at)?,
    };
    let path = search.path_to(last);
    let name = |node: SpeakerId| sessions.name(node);
    Some(FamilyPath {
        family: family_name(family),
        spoken: family,
        reaches,
        hops: hops(sessions, &graph, &path),
        stop: stop.map(|stop| PathStop {
            at: name(stop.at),
            before: name(stop.before),
            reason: reason(sessions, &stop),
        }),
    })
}

fn hops<'s>(sessions: &'s Sessions, graph: &Graph<'s, '_>, path: &[&LearnedRoute]) -> Vec<PathHop<'s>> {
    let before = std::iter::once(None).chain(path.iter().map(Some));
    let after = path.iter().skip(1).map(Some).chain([None]);
    let neighbors = before.zip(after);
    path.iter().zip(neighbors).map(|(route, (before, after))| hop(sessions, graph, before, route, after)).collect()
}

/// What one node does with the routes from the node before.
fn hop<'s>(
    sessions: &'s Sessions,
    graph: &Graph<'s, '_>,
    before: Option<&&LearnedRoute>,
    route: &LearnedRoute,
    after: Option<&&LearnedRoute>,
) -> PathHop<'s> {
    let link = route.adjacency.map(|adjacency| adjacency.link);
    let next = after.and_then(|next| next.adjacency).map(|adjacency| adjacency.link);
    let declaration = link.and_then(|link| link.declaration).map(|number| sessions.declarations[number].name());
    let by = match (declaration, link) {
        (Some(name), _) => format!(" over BGPPeer {name}"),
        (None, Some(_)) => " over the mesh".to_owned(),
        (None, None) => String::new(),
    };
    let teacher = before.map(|before| graph.name(before.vertex)).unwrap_or_default();
    let learned = match route.learned_from {
        LearnedFrom::Own => "announces its own routes".to_owned(),
        LearnedFrom::Client => format!("learns them from its client {teacher}{by}"),
        LearnedFrom::Internal => format!("learns them from {teacher}{by}"),
        LearnedFrom::External => format!("learns them over eBGP from {teacher}{by}"),
    };
    let passed = next.map(|next| match (next.is_internal(), route.learned_from, next.to_client) {
        (true, LearnedFrom::Client, _) => ", and reflects them because they come from a client",
        (true, LearnedFrom::Internal, true) => ", and reflects them to a client",
        _ => ", and passes them on",
    });
    let filtered = next.map(|next| graph.pool_names(next.drops));
    let filtered = filtered
        .filter(|pools| !pools.is_empty())
        .map(|pools| format!("; filters reject all routes of IPPool {}", pools.join(" and ")));
    PathHop {
        node: graph.name(route.vertex),
        learned: match route.learned_from {
            LearnedFrom::Own => "own",
            LearnedFrom::Client => "client",
            LearnedFrom::Internal => "internal",
            LearnedFrom::External => "external",
        },
        declaration,
        reason: bounded(format!(
            "{learned}{}{}",
            if before.is_none() { "" } else { passed.unwrap_or_default() },
            filtered.unwrap_or_default()
        )),
    }
}

fn reason(sessions: &Sessions, stop: &Stop) -> String {
    let name = |node: SpeakerId| sessions.name(node);
    let id = |node: SpeakerId| sessions.speakers[node].cluster_id.value().map_or(String::new(), |id| format!(" {id}"));
    let (at, before) = (stop.at, stop.before);
    match stop.reason {
        NotAdvertised::NotReflected if sessions.speakers[at].cluster_id.value().is_none() => {
            format!("{} has no cluster ID, so it does not pass on routes that it learned over iBGP", name(at))
        }
        NotAdvertised::NotReflected => {
            format!(
                "neither {before} nor the node from which {at} learned them is a client of {at}",
                before = name(before),
                at = name(at)
            )
        }
        NotAdvertised::OwnClusterId => {
            format!(
                "a route reflector with the same cluster ID{} has already reflected them, so {} does not pass them on to its \
                 clients",
                id(at),
                name(at)
            )
        }
        NotAdvertised::ReceiversClusterId => {
            format!("{} drops them because they carry its own cluster ID{}", name(before), id(before))
        }
        NotAdvertised::Originator => {
            format!("{} has the router ID of the origin, so it drops them as its own routes", name(before))
        }
        NotAdvertised::AsPath => format!("their AS path already contains the AS number of {}", name(before)),
        NotAdvertised::ComesFromThere => format!("{} learned them only from {}", name(at), name(before)),
        NotAdvertised::SessionDown => "the session does not come up".to_owned(),
    }
}

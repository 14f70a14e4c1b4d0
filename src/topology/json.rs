//! The sessions as JSON, version 1.

use std::io;
use std::net::{IpAddr, Ipv4Addr};

use serde::{Serialize, Serializer};

use crate::cluster::SpeakerId;
use crate::ids::IdVec;
use crate::json::write_pretty;
use crate::known::Known;
use crate::propagation::LostPairs;
use crate::resource::{Direction, NextHopMode, Resource, SecretKey};
use crate::session::{ConflictingPeer, Origin, PeerId, Session, Sessions, Terms};
use crate::value::Family;

/// The version of the format. It is raised when a field is removed or changes its meaning.
const VERSION: u32 = 1;

/// Writes the sessions of some nodes. Each node is written before the next one is computed, to save memory.
///
/// # Errors
/// The output cannot be written.
pub fn json(sessions: &Sessions, nodes: &[SpeakerId], lost: &[LostPairs], out: &mut dyn io::Write) -> io::Result<()> {
    let place = |resource| declared_by(sessions, resource);
    let places = Places {
        declarations: sessions.declarations.iter().map(|declaration| place(declaration.resource)).collect(),
        mesh: sessions.globals.resource.map(place),
    };
    let name = |node: SpeakerId| sessions.name(node);
    let lost = lost.iter().map(|lost| JsonLost {
        family: family_name(lost.family),
        pairs: lost.pairs,
        examples: lost.witnesses.iter().map(|(from, to)| JsonPair { from: name(*from), to: name(*to) }).collect(),
    });
    let lost = Some(lost.collect()).filter(|_| !sessions.failed.is_empty());
    let document = SessionsDocument { version: VERSION, nodes: Nodes { sessions, nodes, places }, lost };
    write_pretty(&document, out)
}

#[derive(Serialize)]
struct SessionsDocument<'s, 'c> {
    version: u32,
    nodes: Nodes<'s, 'c>,
    /// Pairs of other nodes that no longer learn each other's routes; only if `--fail` names nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<Vec<JsonLost<'s>>>,
}

#[derive(Serialize)]
struct JsonLost<'s> {
    family: &'static str,
    pairs: usize,
    examples: Vec<JsonPair<'s>>,
}

#[derive(Serialize)]
struct JsonPair<'s> {
    from: &'s str,
    to: &'s str,
}

struct Nodes<'s, 'c> {
    sessions: &'s Sessions<'c>,
    nodes: &'s [SpeakerId],
    places: Places<'s>,
}

/// The places of BGPPeers and BGPConfigurations, computed once because a file may be long.
struct Places<'s> {
    declarations: IdVec<PeerId, DeclaredBy<'s>>,
    mesh: Option<DeclaredBy<'s>>,
}

impl Serialize for Nodes<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.nodes.iter().map(|id| node(self.sessions, &self.places, *id)))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonNode<'s> {
    name: &'s str,
    as_number: Option<u32>,
    router_id: Option<String>,
    cluster_id: Option<Ipv4Addr>,
    addresses: Addresses,
    sessions: Vec<JsonSession<'s>>,
}

#[derive(Serialize)]
struct Addresses {
    ipv4: Option<IpAddr>,
    ipv6: Option<IpAddr>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonSession<'s> {
    name: String,
    family: &'static str,
    kind: &'static str,
    peer_address: Option<IpAddr>,
    peer_port: Option<u16>,
    peer_node: Option<&'s str>,
    peer_as_number: Option<u32>,
    local_as_number: Option<u32>,
    #[serde(rename = "type")]
    internal: Option<&'static str>,
    source_address: Option<IpAddr>,
    passive: bool,
    route_reflector_client: bool,
    cluster_id: Option<Ipv4Addr>,
    ttl_security_hops: Option<i64>,
    next_hop: Option<&'static str>,
    num_allowed_local_as_numbers: Option<i64>,
    restart_seconds: Option<i64>,
    keepalive_seconds: Option<i64>,
    password: Option<SecretReference<'s>>,
    import_filters: Vec<&'s str>,
    export_filters: Vec<&'s str>,
    reverse: bool,
    declared_by: Option<DeclaredBy<'s>>,
    status: &'static str,
    /// BGPPeers that claim the same neighbor with other terms, so that the winner is random; only if there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts_with: Vec<&'s str>,
}

#[derive(Serialize)]
struct SecretReference<'s> {
    secret: Option<&'s str>,
    key: Option<&'s str>,
}

#[derive(Clone, Copy, Serialize)]
struct DeclaredBy<'s> {
    kind: &'static str,
    name: &'s str,
    file: &'s str,
    line: usize,
}

fn node<'s>(sessions: &'s Sessions, places: &Places<'s>, id: SpeakerId) -> JsonNode<'s> {
    let speaker = &sessions.speakers[id];
    JsonNode {
        name: speaker.name,
        as_number: sessions.as_number(id).value().map(|number| number.0),
        router_id: sessions.rendered_router_id(id),
        cluster_id: speaker.cluster_id.value(),
        addresses: Addresses { ipv4: speaker.address(Family::V4).value(), ipv6: speaker.address(Family::V6).value() },
        sessions: sessions.of(id).iter().map(|found| session(sessions, places, found)).collect(),
    }
}

fn session<'s>(sessions: &'s Sessions, places: &Places<'s>, session: &Session<'s>) -> JsonSession<'s> {
    let name_of = |conflicting: &ConflictingPeer| sessions.declarations[conflicting.declaration].name();
    // Each term is shown, except for those whose meaning another term has.
    let Terms {
        peer_as,
        local_as,
        password,
        filters: _,
        ttl_security,
        next_hop_mode,
        keep_original_next_hop: _,
        source_address: _,
        restart,
        keepalive,
        allowed_local_as,
        gateway: _,
    } = session.terms;
    JsonSession {
        name: session.name(),
        family: family_name(session.family),
        kind: session.kind.name(),
        peer_address: session.address,
        peer_port: session.port.value(),
        peer_node: session.remote.map(|remote| sessions.name(remote)),
        peer_as_number: peer_as.value().map(|number| number.0),
        local_as_number: local_as.value().map(|number| number.0),
        internal: session.is_internal().map(|internal| if internal { "ibgp" } else { "ebgp" }),
        source_address: session.source,
        passive: session.is_passive,
        route_reflector_client: matches!(session.cluster_id, Known::Value(_)),
        cluster_id: session.cluster_id.value(),
        ttl_security_hops: ttl_security.value(),
        next_hop: next_hop(next_hop_mode),
        num_allowed_local_as_numbers: allowed_local_as.value(),
        restart_seconds: restart.value(),
        keepalive_seconds: keepalive.value(),
        password: password.value().map(|password| reference(password.reference)),
        import_filters: sessions.filters(session, Direction::Import),
        export_filters: sessions.filters(session, Direction::Export),
        reverse: session.is_reverse,
        declared_by: match session.origin {
            Origin::Mesh => places.mesh,
            Origin::Declaration(peer) => Some(places.declarations[peer]),
        },
        status: sessions.status(session).name(),
        conflicts_with: session.conflicting.iter().map(name_of).collect(),
    }
}

/// The next hop mode as a word; `None` where it is unknown.
fn next_hop(mode: Known<NextHopMode>) -> Option<&'static str> {
    match mode {
        Known::Absent | Known::Value(NextHopMode::Auto) => Some("auto"),
        Known::Value(NextHopMode::ToSelf) => Some("self"),
        Known::Value(NextHopMode::Keep) => Some("keep"),
        Known::Unknown => None,
    }
}

fn reference(reference: &SecretKey) -> SecretReference<'_> {
    SecretReference {
        secret: reference.name.value().map(String::as_str),
        key: reference.key.value().map(String::as_str),
    }
}

/// The address family in JSON.
pub(super) fn family_name(family: Family) -> &'static str {
    match family {
        Family::V4 => "ipv4",
        Family::V6 => "ipv6",
    }
}

fn declared_by<'s>(sessions: &Sessions<'s>, resource: &'s Resource) -> DeclaredBy<'s> {
    let place = resource.place();
    DeclaredBy {
        kind: resource.kind_name(),
        name: resource.name(),
        file: sessions.cluster.file_name(place.source),
        line: sessions.cluster.line(place.source, place.span),
    }
}

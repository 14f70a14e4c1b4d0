//! The vertices of a graph: two nodes for each class, and a separate vertex for every reflector and every preferred node.

use std::net::Ipv4Addr;

use super::adjacency::ExternalSession;
use super::ids::{ClusterId, VertexId};
use crate::cluster::{ClassId, SpeakerId};
use crate::ids::IdVec;
use crate::known::Known;
use crate::session::{SessionKind, Sessions};
use crate::value::Family;

/// The most reflectors with separate vertices.
const MOST_REFLECTORS: usize = 64;

/// A node that represents nodes of its class.
#[derive(Clone, Debug)]
pub struct Vertex {
    /// The node.
    pub speaker: SpeakerId,
    /// Its class.
    pub class: ClassId,
    /// The number of nodes of the class that are left.
    pub alike: usize,
    /// Its cluster ID, if it is a route reflector.
    pub cluster_id: Option<ClusterId>,
    /// Its router ID.
    pub router_id: Option<Ipv4Addr>,
    /// Its sessions with external routers.
    pub external: Vec<ExternalSession>,
}

/// The vertices of a graph, and the cluster IDs of its reflectors.
pub(super) type Vertices = (IdVec<VertexId, Vertex>, IdVec<ClusterId, Ipv4Addr>);

/// The vertices of a family, without failed nodes.
pub(super) fn vertices(sessions: &Sessions, family: Family, preferred: &[SpeakerId], failed: &[SpeakerId]) -> Vertices {
    let mut vertices = IdVec::new();
    let mut cluster_ids: IdVec<ClusterId, Ipv4Addr> = IdVec::new();
    let reflectors = sessions.speakers.ids().filter(|speaker| sessions.is_reflector(*speaker)).count();
    for (class, members) in sessions.classes.all().iter_with_ids() {
        let first = members.first();
        if !matches!(sessions.speakers[first].address(family), Known::Value(_)) {
            continue;
        }
        let left: Vec<SpeakerId> =
            members.members().iter().copied().filter(|member| !failed.contains(member)).collect();
        let is_own = |member: &SpeakerId| {
            preferred.contains(member) || (sessions.is_reflector(*member) && reflectors <= MOST_REFLECTORS)
        };
        let mut chosen: Vec<SpeakerId> = left.iter().copied().filter(is_own).collect();
        chosen.extend(left.iter().copied().filter(|member| !is_own(member)).take(2));
        let external = external(sessions, family, first);
        for speaker in chosen {
            vertices.push(Vertex {
                speaker,
                class,
                alike: left.len(),
                cluster_id: sessions.speakers[speaker].cluster_id.value().map(|id| id_of(&mut cluster_ids, id)),
                router_id: sessions.speakers[speaker].router_id.value(),
                external: external.clone(),
            });
        }
    }
    (vertices, cluster_ids)
}

/// The id of a cluster ID; a new cluster ID is added.
fn id_of(cluster_ids: &mut IdVec<ClusterId, Ipv4Addr>, wanted: Ipv4Addr) -> ClusterId {
    let known = cluster_ids.iter_with_ids().find(|(_, own)| **own == wanted).map(|(id, _)| id);
    known.unwrap_or_else(|| cluster_ids.push(wanted))
}

fn external(sessions: &Sessions, family: Family, speaker: SpeakerId) -> Vec<ExternalSession> {
    let sessions = sessions.external(speaker).into_iter();
    let of_family = sessions.filter(|session| session.family == family && session.kind != SessionKind::LocalWorkload);
    of_family.filter_map(|session| ExternalSession::of(&session)).collect()
}

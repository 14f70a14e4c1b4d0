//! The sessions between the vertices of a graph, as adjacencies.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::Ipv4Addr;

use super::adjacency::{Adjacency, Link};
use super::ids::{PoolId, VertexId};
use super::pools::{PoolRoutes, dropped};
use super::vertex::Vertex;
use crate::cluster::{ClassId, SpeakerId};
use crate::ids::IdVec;
use crate::known::Known;
use crate::resource::value::{AsNumber, Family};
use crate::session::{MeshMember, PeerId, Session, Sessions};

/// The adjacencies that lead from each vertex.
pub(super) type Edges = IdVec<VertexId, Vec<Adjacency>>;

/// The facts from which the sessions between vertices are computed.
pub(super) struct Connector<'g, 'c> {
    pub sessions: &'g Sessions<'c>,
    pub family: Family,
    pub vertices: &'g IdVec<VertexId, Vertex>,
    pub pools: &'g IdVec<PoolId, PoolRoutes<'c>>,
    /// Router IDs that several nodes have.
    pub repeated_router_ids: &'g BTreeSet<Ipv4Addr>,
}

/// The links of one node to another: of sessions that come up, or otherwise of one that was intended.
#[derive(Clone, Default)]
struct Links {
    links: Vec<Link>,
    /// Whether part of the sessions is unknown, so that there may be more paths.
    is_uncertain: bool,
}

impl Links {
    /// The links of another pair of the same kind, whose BGPPeers have the same parts in them.
    fn with_declarations(&self, own: &[PeerId], others: &[PeerId]) -> Links {
        let other = |peer: PeerId| own.binary_search(&peer).ok().map(|rank| others[rank]);
        let renamed = |link: &Link| Link {
            declaration: link.declaration.and_then(other),
            back: link.back.and_then(other),
            ..*link
        };
        Links { links: self.links.iter().map(renamed).collect(), is_uncertain: self.is_uncertain }
    }
}

impl Connector<'_, '_> {
    /// The adjacencies of all vertices, and whether part of the sessions is unknown, so that there may be more.
    pub(super) fn connect(&self) -> (Edges, bool) {
        let mut by_class: BTreeMap<ClassId, Vec<VertexId>> = BTreeMap::new();
        for (id, vertex) in self.vertices.iter_with_ids() {
            by_class.entry(vertex.class).or_default().push(id);
        }
        let mut edges: Edges = IdVec::for_each_of(self.vertices, |_| Vec::new());
        let kinds = self.sessions.pair_kinds();
        // The links of one pair of each kind, with its BGPPeers.
        let mut known: HashMap<Vec<u32>, (Links, Vec<PeerId>)> = HashMap::new();
        let mut is_uncertain = false;
        for (from, to) in self.sessions.related.pairs() {
            let Some(between) = self.sessions.sample_pair(from, to) else {
                continue;
            };
            let links = match kinds.of(self.sessions, from, to) {
                None => self.links(between),
                Some(kind) => match known.get(&kind.key) {
                    Some((links, declarations)) => links.with_declarations(declarations, &kind.declarations),
                    None => known.entry(kind.key).or_insert((self.links(between), kind.declarations)).0.clone(),
                },
            };
            is_uncertain |= links.is_uncertain;
            self.add(&mut edges, &by_class, between, &links.links);
        }
        is_uncertain |= self.add_mesh(&mut edges, &by_class);
        (edges, is_uncertain)
    }

    /// Connects the vertices of two classes like two of their nodes. Nodes of a class may each have their own AS number.
    fn add(
        &self,
        edges: &mut Edges,
        by_class: &BTreeMap<ClassId, Vec<VertexId>>,
        (from, to): (SpeakerId, SpeakerId),
        links: &[Link],
    ) {
        let sessions = self.sessions;
        let vertices = |speaker: SpeakerId| by_class.get(&sessions.class_of(speaker)).into_iter().flatten();
        let own = |given: AsNumber, like: SpeakerId, vertex: VertexId| match sessions.as_number(like)
            == Known::Value(given)
        {
            true => sessions.as_number(self.vertices[vertex].speaker).value().unwrap_or(given),
            false => given,
        };
        for link in links {
            for one in vertices(from) {
                for other in vertices(to).filter(|other| *other != one) {
                    let (from_as, to_as) = (own(link.from_as, from, *one), own(link.to_as, to, *other));
                    edges[*one].push(Adjacency { to: *other, link: Link { from_as, to_as, ..*link } });
                }
            }
        }
    }

    fn links(&self, (local, remote): (SpeakerId, SpeakerId)) -> Links {
        let sessions = self.sessions;
        let address = |speaker: SpeakerId| sessions.speakers[speaker].address(self.family).value();
        let (Some(ours), Some(theirs)) = (address(local), address(remote)) else {
            return Links::default();
        };
        let one_sided = |session: &Session, remote| Link::of_one_end(session, remote, &sessions.speakers);
        let (mut up, mut meant, mut is_uncertain) = (Vec::new(), None, false);
        for session in sessions.with(local, theirs) {
            let compatibility = sessions.compatibility_while_up(&session);
            let link = match &compatibility.back {
                Some(back) => {
                    Link::of_ends(&session, back, compatibility.status, dropped(sessions, self.pools, (&session, back)))
                }
                None => one_sided(&session, remote),
            };
            is_uncertain |= link.is_none() || session.cluster_id.is_unknown();
            match link {
                Some(link) if link.is_up => up.push(link),
                _ => meant = meant.or(link),
            }
        }
        let back = || sessions.with(remote, ours).into_iter().find_map(|session| one_sided(&session, local));
        if up.is_empty() {
            up.extend(meant.or_else(|| back().map(Link::reversed)));
        }
        Links { links: up, is_uncertain }
    }

    /// Adds the mesh, in which every node without a cluster ID peers with every other one. Pairs that BGPPeers connect too
    /// are there already.
    fn add_mesh(&self, edges: &mut Edges, by_class: &BTreeMap<ClassId, Vec<VertexId>>) -> bool {
        let sessions = self.sessions;
        if sessions.globals.mesh == Known::Value(false) {
            return false;
        }
        let is_in_mesh = |class: &&ClassId| {
            let first = sessions.first_of(**class);
            sessions.speakers[first].cluster_id == Known::Absent
        };
        let member = |speaker: SpeakerId| sessions.mesh_member(speaker, self.family, self.repeated_router_ids);
        let members: Vec<ClassId> = by_class.keys().filter(is_in_mesh).copied().collect();
        // Few mesh nodes differ in the facts that sessions depend on, so results are kept.
        let mut known: BTreeMap<(MeshMember, MeshMember), Links> = BTreeMap::new();
        for from in &members {
            for to in members.iter().filter(|to| !sessions.related.contains(*from, **to)) {
                let Some(between) = sessions.sample_pair(*from, *to) else {
                    continue;
                };
                let keys = (member(between.0), member(between.1));
                let links = known.entry(keys).or_insert_with(|| self.links(between));
                self.add(edges, by_class, between, &links.links);
            }
        }
        known.values().any(|links| links.is_uncertain)
    }
}

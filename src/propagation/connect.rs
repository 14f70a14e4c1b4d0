//! Connects the vertices of a graph by the sessions between their nodes.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};
use std::net::Ipv4Addr;

use super::adjacency::Link;
use super::edges::{Edges, SharedLink};
use super::ids::{LinkId, PoolId, VertexId};
use super::pools::{PoolRoutes, dropped};
use super::vertex::Vertex;
use crate::cluster::{ClassId, SpeakerId};
use crate::ids::IdVec;
use crate::known::Known;
use crate::session::{MeshPairKind, PairKind, PeerId, Session, Sessions};
use crate::value::Family;

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
#[derive(Default)]
struct Links {
    links: Vec<SharedLink>,
    /// Whether part of the sessions is unknown, so that there may be more paths.
    is_uncertain: bool,
}

/// The vertices of each class.
type ByClass = IdVec<ClassId, Vec<VertexId>>;

impl Connector<'_, '_> {
    /// The adjacencies of all vertices, and whether part of the sessions is unknown, so that there may be more.
    pub(super) fn connect(&self) -> (Edges, bool) {
        let mut by_class: ByClass = IdVec::for_each_of(self.sessions.classes.all(), |_| Vec::new());
        for (id, vertex) in self.vertices.iter_with_ids() {
            by_class[vertex.class].push(id);
        }
        let as_numbers = self.vertices.iter().map(|vertex| self.sessions.as_number(vertex.speaker)).collect();
        let mut edges = Edges::new(as_numbers);
        let mut is_uncertain = self.add_declared(&mut edges, &by_class);
        is_uncertain |= self.add_mesh(&mut edges, &by_class);
        (edges, is_uncertain)
    }

    /// Connects the classes that BGPPeers connect; gives whether part of the sessions is unknown.
    fn add_declared(&self, edges: &mut Edges, by_class: &ByClass) -> bool {
        let kinds = LazyCell::new(|| self.sessions.pair_kinds());
        // The links of one pair of each kind, with its BGPPeers.
        let mut known: HashMap<Vec<u32>, (Links, Vec<PeerId>)> = HashMap::new();
        let mut kind = PairKind::default();
        let mut is_uncertain = false;
        for (from, to) in self.sessions.related.pairs() {
            if by_class[from].is_empty() || by_class[to].is_empty() {
                continue;
            }
            if !kinds.find(self.sessions, (from, to), &mut kind) {
                let links = self.links(from, to);
                is_uncertain |= links.is_uncertain;
                add(edges, (&by_class[from], &by_class[to]), links.links);
            } else if let Some((links, declarations)) = known.get(&kind.key) {
                let links = links.links.iter().map(|link| with_declarations(*link, declarations, &kind.declarations));
                add(edges, (&by_class[from], &by_class[to]), links);
            } else {
                let links = self.links(from, to);
                is_uncertain |= links.is_uncertain;
                add(edges, (&by_class[from], &by_class[to]), links.links.iter().copied());
                known.insert(kind.key.clone(), (links, kind.declarations.clone()));
            }
        }
        is_uncertain
    }

    /// Adds the mesh, in which every node without a cluster ID peers with every other one. Pairs that BGPPeers connect too
    /// are there already.
    fn add_mesh(&self, edges: &mut Edges, by_class: &ByClass) -> bool {
        let sessions = self.sessions;
        if sessions.globals.mesh == Known::Value(false) {
            return false;
        }
        let is_in_mesh = |class: &ClassId| {
            let first = sessions.first_of(*class);
            !by_class[*class].is_empty() && sessions.speakers[first].cluster_id == Known::Absent
        };
        let members: Vec<ClassId> = by_class.ids().filter(is_in_mesh).collect();
        let kinds = sessions.mesh_kinds(self.family, self.repeated_router_ids);
        let mut known: HashMap<MeshPairKind, Vec<LinkId>> = HashMap::new();
        // Most kinds differ in nothing that their links have.
        let mut ids: HashMap<SharedLink, LinkId> = HashMap::new();
        let mut is_uncertain = false;
        let mut links = |edges: &mut Edges, from: ClassId, to: ClassId| -> Vec<LinkId> {
            let links = self.links(from, to);
            is_uncertain |= links.is_uncertain;
            links.links.into_iter().map(|link| *ids.entry(link).or_insert_with(|| edges.add_link(link))).collect()
        };
        for from in &members {
            for to in members.iter().filter(|to| !sessions.related.contains(*from, **to)) {
                let links = match kinds.of(*from, *to) {
                    None => &links(edges, *from, *to),
                    Some(kind) => &*known.entry(kind).or_insert_with(|| links(edges, *from, *to)),
                };
                links.iter().for_each(|link| add_all(edges, (&by_class[*from], &by_class[*to]), *link));
            }
        }
        is_uncertain
    }

    /// The links of the nodes of one class to the nodes of another.
    fn links(&self, from: ClassId, to: ClassId) -> Links {
        let sessions = self.sessions;
        let Some((local, remote)) = sessions.sample_pair(from, to) else {
            return Links::default();
        };
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
        let as_numbers = (sessions.as_number(local), sessions.as_number(remote));
        let links = up.into_iter().map(|link| SharedLink::new(link, as_numbers)).collect();
        Links { links, is_uncertain }
    }
}

/// Connects all vertices of two classes by some links.
fn add(edges: &mut Edges, ends: (&[VertexId], &[VertexId]), links: impl IntoIterator<Item = SharedLink>) {
    for link in links {
        let link = edges.add_link(link);
        add_all(edges, ends, link);
    }
}

fn add_all(edges: &mut Edges, (from, to): (&[VertexId], &[VertexId]), link: LinkId) {
    for one in from {
        to.iter().filter(|other| *other != one).for_each(|other| edges.add(*one, *other, link));
    }
}

/// The link of another pair of the same kind, whose BGPPeers have the same parts in it.
fn with_declarations(link: SharedLink, own: &[PeerId], others: &[PeerId]) -> SharedLink {
    let other = |peer: PeerId| own.binary_search(&peer).ok().map(|rank| others[rank]);
    link.renamed(|link| Link {
        declaration: link.declaration.and_then(other),
        back: link.back.and_then(other),
        ..*link
    })
}

//! The sessions between nodes as a graph: two nodes stand for each class, every reflector and every preferred node for
//! itself.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::filtered::{self, PoolRoutes};
use crate::cluster::{ClassId, Speaker, SpeakerId};
use crate::known::Known;
use crate::resource::value::{AsNumber, Family};
use crate::session::{Kind, MeshMember, PeerId, Session, Sessions, Status};

/// How many reflectors stand for themselves, at most.
const MOST_REFLECTORS: usize = 64;

/// A node that stands for nodes of its class.
#[derive(Clone, Debug)]
pub struct Vertex {
    /// The node.
    pub speaker: SpeakerId,
    /// Its class.
    pub class: ClassId,
    /// How many nodes of the class are left.
    pub alike: usize,
    /// Its cluster ID, by number.
    pub cluster_id: Option<usize>,
    /// Its router ID.
    pub router_id: Option<Ipv4Addr>,
    /// Its sessions with routers that are no Calico nodes.
    pub outside: Vec<Outside>,
}

/// A session with a router that is no Calico node.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// The AS number that the node claims.
    pub local_as: AsNumber,
    /// The router's AS number.
    pub peer_as: AsNumber,
    /// Whether the router is a client.
    pub is_client: bool,
}

/// A session that a route can go through, from one vertex to another.
#[derive(Clone, Copy, Debug)]
pub struct Through {
    /// The vertex that it leads to.
    pub to: usize,
    /// The AS number that the sender claims.
    pub from_as: AsNumber,
    /// The AS number that the receiver claims.
    pub to_as: AsNumber,
    /// Whether the receiver is a client of the sender.
    pub to_client: bool,
    /// Whether the sender is a client of the receiver.
    pub from_client: bool,
    /// How often the receiver's AS number may stand in the path.
    pub allowed: usize,
    /// Whether it comes up, as far as it is known; one that does not is told as what it lacks.
    pub is_up: bool,
    /// The BGPPeer that declares it at the sender; `None` for the mesh.
    pub peering: Option<PeerId>,
    /// The one that declares it at the receiver.
    pub back: Option<PeerId>,
    /// The pools, as a set of numbers, of which filters let no route through.
    pub drops: u64,
}

impl Through {
    /// Whether both ends are in one AS.
    pub fn is_internal(&self) -> bool {
        self.from_as == self.to_as
    }

    /// The other direction of the session.
    fn reversed(self) -> Through {
        let (from_as, to_as) = (self.to_as, self.from_as);
        let (to_client, from_client) = (self.from_client, self.to_client);
        let (peering, back) = (self.back, self.peering);
        Through { from_as, to_as, to_client, from_client, peering, back, ..self }
    }

    /// Whether this is the other direction of a session, given that it joins the same two nodes.
    pub fn is_back_of(&self, other: &Through) -> bool {
        (self.peering, self.back) == (other.back, other.peering)
    }
}

/// Whether a node may carry routes for others in ways that are not known.
fn is_uncertain(speaker: &Speaker, family: Family) -> bool {
    let may_reflect = speaker.cluster_id != Known::Absent;
    speaker.cluster_id.is_unknown() || may_reflect && speaker.address(family).is_unknown()
}

/// The graph of one family.
#[derive(Debug)]
pub struct Graph<'s, 'c> {
    /// The sessions.
    pub sessions: &'s Sessions<'c>,
    /// The family.
    pub family: Family,
    /// The nodes.
    pub vertices: Vec<Vertex>,
    /// The cluster IDs, by number.
    pub cluster_ids: Vec<Ipv4Addr>,
    /// By vertex: where routes go from it.
    pub edges: Vec<Vec<Through>>,
    /// The pools whose routes filters may keep back, by number.
    pub pools: Vec<PoolRoutes<'c>>,
    /// Router IDs that several nodes have.
    pub repeated_router_ids: BTreeSet<Ipv4Addr>,
    /// Whether a cluster ID, an AS number or a reflector's address is not known, so that there may be other ways.
    pub is_uncertain: bool,
}

impl<'s, 'c> Graph<'s, 'c> {
    /// The graph of a family, with vertices of their own for some nodes, and without those that have failed.
    pub fn new(
        sessions: &'s Sessions<'c>,
        family: Family,
        preferred: &[SpeakerId],
        failed: &[SpeakerId],
    ) -> Graph<'s, 'c> {
        let mut graph = Graph {
            sessions,
            family,
            vertices: Vec::new(),
            cluster_ids: Vec::new(),
            edges: Vec::new(),
            pools: filtered::pools(sessions, family),
            repeated_router_ids: sessions.repeated_router_ids(),
            is_uncertain: sessions.speakers.iter().any(|speaker| is_uncertain(speaker, family)),
        };
        graph.add_vertices(preferred, failed);
        graph.edges = vec![Vec::new(); graph.vertices.len()];
        graph.add_edges();
        graph
    }

    /// The first vertex of a node's class, or its own.
    pub fn vertex_of(&self, speaker: SpeakerId) -> Option<usize> {
        let class = self.sessions.class_of(speaker);
        let own = self.vertices.iter().position(|vertex| vertex.speaker == speaker);
        own.or_else(|| self.vertices.iter().position(|vertex| vertex.class == class))
    }

    /// The name of a vertex's node.
    pub fn name(&self, vertex: usize) -> &'s str {
        self.sessions.speakers[self.vertices[vertex].speaker].name
    }

    /// The graph without some ways.
    pub(super) fn without_edges(&self, is_gone: impl Fn(&Through) -> bool) -> Graph<'s, 'c> {
        let left = |edges: &Vec<Through>| edges.iter().filter(|through| !is_gone(through)).copied().collect();
        Graph {
            sessions: self.sessions,
            family: self.family,
            vertices: self.vertices.clone(),
            cluster_ids: self.cluster_ids.clone(),
            edges: self.edges.iter().map(left).collect(),
            pools: self.pools.clone(),
            repeated_router_ids: self.repeated_router_ids.clone(),
            is_uncertain: self.is_uncertain,
        }
    }

    fn add_vertices(&mut self, preferred: &[SpeakerId], failed: &[SpeakerId]) {
        let sessions = self.sessions;
        let is_reflector = |speaker: SpeakerId| matches!(sessions.speakers[speaker].cluster_id, Known::Value(_));
        let reflectors = sessions.speakers.ids().filter(|speaker| is_reflector(*speaker)).count();
        for (id, class) in sessions.classes.all().iter_with_ids() {
            let first = class.first();
            if !matches!(sessions.speakers[first].address(self.family), Known::Value(_)) {
                continue;
            }
            let left: Vec<SpeakerId> =
                class.members().iter().copied().filter(|member| !failed.contains(member)).collect();
            let is_own = |member: &SpeakerId| {
                preferred.contains(member) || (is_reflector(*member) && reflectors <= MOST_REFLECTORS)
            };
            let mut chosen: Vec<SpeakerId> = left.iter().copied().filter(is_own).collect();
            chosen.extend(left.iter().copied().filter(|member| !is_own(member)).take(2));
            let outside = self.outside(first);
            for speaker in chosen {
                let cluster_id = sessions.speakers[speaker].cluster_id.value().map(|id| self.number_of(id));
                let router_id = sessions.speakers[speaker].router_id.value();
                let alike = left.len();
                self.vertices.push(Vertex {
                    speaker,
                    class: id,
                    alike,
                    cluster_id,
                    router_id,
                    outside: outside.clone(),
                });
            }
        }
    }

    fn number_of(&mut self, id: Ipv4Addr) -> usize {
        self.cluster_ids.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.cluster_ids.push(id);
            self.cluster_ids.len() - 1
        })
    }

    fn outside(&self, speaker: SpeakerId) -> Vec<Outside> {
        let external = self.sessions.external(speaker).into_iter();
        let of_family = external.filter(|session| session.family == self.family && session.kind != Kind::LocalWorkload);
        let outside = |session: Session| {
            Some(Outside {
                local_as: session.terms.local_as.value()?,
                peer_as: session.terms.peer_as.value()?,
                is_client: matches!(session.cluster_id, Known::Value(_)),
            })
        };
        of_family.filter_map(outside).collect()
    }

    fn add_edges(&mut self) {
        let mut by_class: BTreeMap<ClassId, Vec<usize>> = BTreeMap::new();
        for (number, vertex) in self.vertices.iter().enumerate() {
            by_class.entry(vertex.class).or_default().push(number);
        }
        let sessions = self.sessions;
        let related = sessions.related_classes().pairs;
        for (from, to) in &related {
            let Some(between) = sessions.sample_pair(*from, *to) else {
                continue;
            };
            for through in self.explicit(between) {
                self.connect(&by_class, between, through);
            }
        }
        self.add_mesh(&by_class, &related);
    }

    /// Connects the vertices of two classes as two of their nodes are. Nodes of a class may each have an AS number of
    /// their own.
    fn connect(
        &mut self,
        by_class: &BTreeMap<ClassId, Vec<usize>>,
        (from, to): (SpeakerId, SpeakerId),
        through: Through,
    ) {
        let sessions = self.sessions;
        let vertices = |speaker: SpeakerId| by_class.get(&sessions.class_of(speaker)).into_iter().flatten();
        let own =
            |given: AsNumber, like: SpeakerId, vertex: usize| match sessions.as_number(like) == Known::Value(given) {
                true => sessions.as_number(self.vertices[vertex].speaker).value().unwrap_or(given),
                false => given,
            };
        for one in vertices(from) {
            for other in vertices(to).filter(|other| *other != one) {
                let (from_as, to_as) = (own(through.from_as, from, *one), own(through.to_as, to, *other));
                self.edges[*one].push(Through { to: *other, from_as, to_as, ..through });
            }
        }
    }

    /// The sessions of one class with another that come up, or one that was meant to.
    fn explicit(&mut self, (local, remote): (SpeakerId, SpeakerId)) -> Vec<Through> {
        let sessions = self.sessions;
        let address = |speaker: SpeakerId| sessions.speakers[speaker].address(self.family).value();
        let (Some(ours), Some(theirs)) = (address(local), address(remote)) else {
            return Vec::new();
        };
        let (mut up, mut meant) = (Vec::new(), None);
        for session in sessions.with(local, theirs) {
            let fit = sessions.fit_while_up(&session);
            let through = match &fit.back {
                Some(back) => through(&session, back, fit.status).map(|through| Through {
                    drops: filtered::dropped(sessions, &self.pools, (&session, back)),
                    ..through
                }),
                None => self.one_sided(&session, remote),
            };
            self.is_uncertain |= through.is_none() || session.cluster_id.is_unknown();
            match through {
                Some(through) if through.is_up => up.push(through),
                _ => meant = meant.or(through),
            }
        }
        let back = || sessions.with(remote, ours).into_iter().find_map(|session| self.one_sided(&session, local));
        if up.is_empty() {
            up.extend(meant.or_else(|| back().map(Through::reversed)));
        }
        up
    }

    /// A session that only one end has, as it would be if the other end had it too.
    fn one_sided(&self, session: &Session, remote: SpeakerId) -> Option<Through> {
        let speakers = &self.sessions.speakers;
        let (from_as, to_as) = (session.terms.local_as.value()?, session.terms.peer_as.value()?);
        let (own_id, other_id) = (speakers[session.local].cluster_id, speakers[remote].cluster_id);
        Some(Through {
            to: 0,
            from_as,
            to_as,
            to_client: matches!(session.cluster_id, Known::Value(_)),
            from_client: from_as == to_as && other_id != Known::Absent && other_id != own_id,
            allowed: 0,
            is_up: false,
            peering: session.origin.peering(),
            back: None,
            drops: 0,
        })
    }

    fn mesh_member(&self, speaker: SpeakerId) -> MeshMember {
        self.sessions.mesh_member(speaker, self.family, &self.repeated_router_ids)
    }

    /// Every node without a cluster ID peers with every other one; pairs that BGPPeers connect too are there already.
    fn add_mesh(&mut self, by_class: &BTreeMap<ClassId, Vec<usize>>, related: &BTreeSet<(ClassId, ClassId)>) {
        let sessions = self.sessions;
        if sessions.globals.mesh == Known::Value(false) {
            return;
        }
        let is_in_mesh = |class: &&ClassId| {
            let first = sessions.first_of(**class);
            sessions.speakers[first].cluster_id == Known::Absent
        };
        let members: Vec<ClassId> = by_class.keys().filter(is_in_mesh).copied().collect();
        // Few nodes of the mesh differ in what its sessions depend on.
        let mut known: BTreeMap<(MeshMember, MeshMember), Vec<Through>> = BTreeMap::new();
        for from in &members {
            for to in members.iter().filter(|to| !related.contains(&(*from, **to))) {
                let Some(between) = sessions.sample_pair(*from, *to) else {
                    continue;
                };
                let keys = (self.mesh_member(between.0), self.mesh_member(between.1));
                let between_alike = match known.get(&keys) {
                    Some(known) => known.clone(),
                    None => known.entry(keys).or_insert(self.explicit(between)).clone(),
                };
                for through in between_alike {
                    self.connect(by_class, between, through);
                }
            }
        }
    }
}

/// The session of two ends; one that is broken is taken as its first end means it.
fn through(session: &Session, back: &Session, status: Status) -> Option<Through> {
    let to_as = if status == Status::AsMismatch { session.terms.peer_as } else { back.terms.local_as };
    Some(Through {
        to: 0,
        from_as: session.terms.local_as.value()?,
        to_as: to_as.value()?,
        to_client: matches!(session.cluster_id, Known::Value(_)),
        from_client: matches!(back.cluster_id, Known::Value(_)),
        allowed: allowed(back),
        is_up: matches!(status, Status::Fits | Status::Unknown),
        peering: session.origin.peering(),
        back: back.origin.peering(),
        drops: 0,
    })
}

fn allowed(session: &Session) -> usize {
    session.terms.allowed_local_as.value().and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

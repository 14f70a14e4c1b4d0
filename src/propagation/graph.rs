//! The sessions between nodes as a graph: two nodes stand for each class, every reflector and every preferred node for
//! itself.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::cluster::Known;
use crate::resource::value::{AsNumber, Family};
use crate::session::{Kind, Session, Sessions, Status};

/// How many cluster IDs are told apart, at most.
const MOST_CLUSTER_IDS: usize = 128;
/// How many reflectors stand for themselves, at most.
const MOST_REFLECTORS: usize = 64;

/// A node that stands for nodes of its class.
#[derive(Clone, Debug)]
pub struct Vertex {
    /// The node, as a speaker's number.
    pub speaker: usize,
    /// Its class, by number.
    pub class: usize,
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
    /// How often the own AS number may stand in the path of a route received.
    pub allowed: usize,
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
    /// The BGPPeer that declares it at the sender, by number; `None` for the mesh.
    pub peering: Option<usize>,
}

impl Through {
    /// Whether both ends are in one AS.
    pub fn is_internal(&self) -> bool {
        self.from_as == self.to_as
    }
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
    /// Whether there are too many cluster IDs to work with.
    pub is_cut_short: bool,
}

impl<'s, 'c> Graph<'s, 'c> {
    /// The graph of a family, with vertices of their own for some nodes, and without those that have failed.
    pub fn new(sessions: &'s Sessions<'c>, family: Family, preferred: &[usize], failed: &[usize]) -> Graph<'s, 'c> {
        let mut graph = Graph {
            sessions,
            family,
            vertices: Vec::new(),
            cluster_ids: Vec::new(),
            edges: Vec::new(),
            is_cut_short: false,
        };
        graph.add_vertices(preferred, failed);
        graph.edges = vec![Vec::new(); graph.vertices.len()];
        graph.is_cut_short = graph.cluster_ids.len() > MOST_CLUSTER_IDS;
        graph.add_edges();
        graph
    }

    /// The first vertex of a node's class, or its own.
    pub fn vertex_of(&self, speaker: usize) -> Option<usize> {
        let class = self.sessions.classes.number_of(speaker);
        let own = self.vertices.iter().position(|vertex| vertex.speaker == speaker);
        own.or_else(|| self.vertices.iter().position(|vertex| vertex.class == class))
    }

    /// The name of a vertex's node.
    pub fn name(&self, vertex: usize) -> &'s str {
        self.sessions.speakers[self.vertices[vertex].speaker].name
    }

    fn add_vertices(&mut self, preferred: &[usize], failed: &[usize]) {
        let sessions = self.sessions;
        let is_reflector = |speaker: usize| matches!(sessions.speakers[speaker].cluster_id, Known::Value(_));
        let reflectors = (0..sessions.speakers.len()).filter(|speaker| is_reflector(*speaker)).count();
        for (number, class) in sessions.classes.all().iter().enumerate() {
            let first = class.first();
            if !matches!(sessions.speakers[first].address(self.family), Known::Value(_)) {
                continue;
            }
            let left: Vec<usize> = class.members.iter().copied().filter(|member| !failed.contains(member)).collect();
            let is_own =
                |member: &usize| preferred.contains(member) || (is_reflector(*member) && reflectors <= MOST_REFLECTORS);
            let mut chosen: Vec<usize> = left.iter().copied().filter(is_own).collect();
            chosen.extend(left.iter().copied().filter(|member| !is_own(member)).take(2));
            let outside = self.outside(first);
            for speaker in chosen {
                let cluster_id = sessions.speakers[speaker].cluster_id.value().map(|id| self.number_of(id));
                let router_id = sessions.speakers[speaker].router_id.value();
                let alike = left.len();
                self.vertices.push(Vertex {
                    speaker,
                    class: number,
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

    fn outside(&self, speaker: usize) -> Vec<Outside> {
        let external = self.sessions.external(speaker).into_iter();
        let of_family = external.filter(|session| session.family == self.family && session.kind != Kind::LocalWorkload);
        let outside = |session: Session| {
            Some(Outside {
                local_as: session.local_as.value()?,
                peer_as: session.peer_as.value()?,
                is_client: matches!(session.cluster_id, Known::Value(_)),
                allowed: allowed(&session),
            })
        };
        of_family.filter_map(outside).collect()
    }

    fn add_edges(&mut self) {
        let mut by_class: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, vertex) in self.vertices.iter().enumerate() {
            by_class.entry(vertex.class).or_default().push(number);
        }
        let related = self.sessions.related_classes();
        for (from, to) in &related {
            if let Some(through) = self.explicit(*from, *to) {
                self.connect(&by_class, (*from, *to), through);
            }
        }
        self.add_mesh(&by_class, &related);
    }

    fn connect(&mut self, by_class: &BTreeMap<usize, Vec<usize>>, (from, to): (usize, usize), through: Through) {
        let none = Vec::new();
        for one in by_class.get(&from).unwrap_or(&none) {
            for other in by_class.get(&to).unwrap_or(&none) {
                if one != other {
                    self.edges[*one].push(Through { to: *other, ..through });
                }
            }
        }
    }

    /// The session of one class with another that comes up, or one that was meant to.
    fn explicit(&self, from: usize, to: usize) -> Option<Through> {
        let (local, remote) = self.sessions.two_of(from, to)?;
        let address = self.sessions.speakers[remote].address(self.family).value()?;
        let mut meant = None;
        for session in self.sessions.with(local, address) {
            let fit = self.sessions.fit_while_up(&session);
            let Some(back) = &fit.back else {
                continue;
            };
            let Some(through) = through(&session, back, fit.status) else {
                continue;
            };
            if through.is_up {
                return Some(through);
            }
            meant = meant.or(Some(through));
        }
        meant
    }

    /// Every node without a cluster ID peers with every other one; pairs that BGPPeers connect too are there already.
    fn add_mesh(&mut self, by_class: &BTreeMap<usize, Vec<usize>>, related: &BTreeSet<(usize, usize)>) {
        if self.sessions.globals.mesh == Known::Value(false) {
            return;
        }
        let is_in_mesh = |class: &&usize| {
            let first = self.sessions.classes.all()[**class].first();
            self.sessions.speakers[first].cluster_id == Known::Absent
        };
        let members: Vec<usize> = by_class.keys().filter(is_in_mesh).copied().collect();
        for from in &members {
            for to in &members {
                if related.contains(&(*from, *to)) {
                    continue;
                }
                let number = |class: usize| self.sessions.as_number(self.sessions.classes.all()[class].first()).value();
                let (Some(from_as), Some(to_as)) = (number(*from), number(*to)) else {
                    continue;
                };
                let (to_client, from_client) = (false, false);
                let through =
                    Through { to: 0, from_as, to_as, to_client, from_client, allowed: 0, is_up: true, peering: None };
                self.connect(by_class, (*from, *to), through);
            }
        }
    }
}

fn through(session: &Session, back: &Session, status: Status) -> Option<Through> {
    Some(Through {
        to: 0,
        from_as: session.local_as.value()?,
        to_as: back.local_as.value()?,
        to_client: matches!(session.cluster_id, Known::Value(_)),
        from_client: matches!(back.cluster_id, Known::Value(_)),
        allowed: allowed(back),
        is_up: matches!(status, Status::Fits | Status::Unknown),
        peering: session.origin.peering(),
    })
}

fn allowed(session: &Session) -> usize {
    session.allowed_local_as.value().and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

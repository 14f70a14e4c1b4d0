//! A session as a node renders it: the fields of a BIRD protocol.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::SpeakerId;
use crate::known::{Known, Truth};
use crate::names::names;
use crate::value::Family;

use super::peer::PeerId;
use super::port::claim_key;
use super::terms::{Difference, Term, Terms};

names! {
    /// The kind of declaration of a session.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum SessionKind {
        /// A BGPPeer for all nodes.
        "global" => Global,
        /// A BGPPeer with pods of the node as neighbors.
        "localWorkload" => LocalWorkload,
        /// The node-to-node mesh.
        "mesh" => Mesh,
        /// A BGPPeer for some nodes, or the session back for any BGPPeer.
        "node" => Node,
    }
}

impl SessionKind {
    /// The prefix of the names of its protocols. Kinds are sorted like these names.
    fn prefix(self) -> &'static str {
        match self {
            SessionKind::Global => "Global_",
            SessionKind::LocalWorkload => "Local_Workload_",
            SessionKind::Mesh => "Mesh_",
            SessionKind::Node => "Node_",
        }
    }
}

/// The declaration of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The node-to-node mesh.
    Mesh,
    /// This BGPPeer.
    Declaration(PeerId),
}

impl Origin {
    /// The BGPPeer; `None` for the mesh.
    pub fn declaration(self) -> Option<PeerId> {
        match self {
            Origin::Mesh => None,
            Origin::Declaration(peer) => Some(peer),
        }
    }
}

/// A session of a node with one address of a neighbor.
#[derive(Clone, Debug)]
pub struct Session<'c> {
    /// The node.
    pub local: SpeakerId,
    /// The address family.
    pub family: Family,
    /// The kind of its declaration.
    pub kind: SessionKind,
    /// The address of the neighbor; `None` for pods, whose addresses are not in the manifests.
    pub address: Option<IpAddr>,
    /// The port to which the node connects; absent means 179.
    pub port: Known<u16>,
    /// The Calico node at the address.
    pub remote: Option<SpeakerId>,
    /// The source address of the node; `None` where the kernel chooses.
    pub source: Option<IpAddr>,
    /// Whether the node waits for the neighbor to connect.
    pub is_passive: bool,
    /// The node's cluster ID, if the neighbor is its client (RFC 4456).
    pub cluster_id: Known<Ipv4Addr>,
    /// Its terms. If no AS number is set for the neighbor, the expected one is 0, which BIRD rejects.
    pub terms: Terms<'c>,
    /// Whether it is the session back for a BGPPeer of the other end.
    pub is_reverse: bool,
    /// Its declaration.
    pub origin: Origin,
    /// BGPPeers that claim the same neighbor with other terms: the winner is random, on each node and after each restart.
    pub conflicting: Vec<ConflictingPeer>,
    /// BGPPeers that claim the same neighbor with the same terms.
    pub duplicates: Vec<PeerId>,
}

/// A BGPPeer that claims a neighbor with other terms than the session has.
#[derive(Clone, Debug)]
pub struct ConflictingPeer {
    /// The BGPPeer.
    pub declaration: PeerId,
    /// The terms that differ.
    pub differing: Vec<Term>,
}

impl Session<'_> {
    /// The name of BIRD's protocol, with `*` for pods.
    pub fn name(&self) -> String {
        let address = self.address.map_or("*".to_owned(), |address| address.to_string().replace(['.', ':'], "_"));
        format!("{}{address}{}", self.kind.prefix(), self.port_suffix())
    }

    fn port_suffix(&self) -> Cow<'static, str> {
        match self.port {
            Known::Value(port) if self.kind != SessionKind::Mesh => format!("_port_{port}").into(),
            _ => "".into(),
        }
    }

    /// A key that sorts the sessions with one address like BIRD, by name.
    pub(super) fn rank(&self) -> (SessionKind, Cow<'static, str>) {
        (self.kind, self.port_suffix())
    }

    /// Whether both ends are in the same AS; `None` where it is unknown.
    pub fn is_internal(&self) -> Option<bool> {
        self.terms.is_internal()
    }

    /// The terms in which another session with the same neighbor differs, as far as is known.
    pub(super) fn differ(&self, other: &Session) -> Difference {
        let own = [
            (Term::Port, claim_key(self.port).same(claim_key(other.port))),
            (Term::ReflectorClient, self.cluster_id.same(other.cluster_id)),
            (Term::PassiveEnd, Truth::from(self.is_passive == other.is_passive)),
        ];
        self.terms.differ(&other.terms).and(Difference::of(own))
    }
}

//! One session as a node renders it: the fields of a BIRD protocol.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use crate::cluster::SpeakerId;
use crate::known::{Known, Truth};
use crate::resource::Field;
use crate::resource::value::{AsNumber, Family};

use super::claims::claim_key;
use super::password::Password;
use super::peering::PeerId;

/// Which way a session comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A BGPPeer for all nodes.
    Global,
    /// A BGPPeer that chooses pods of the node.
    LocalWorkload,
    /// The node-to-node mesh.
    Mesh,
    /// A BGPPeer for some nodes, or the other end of any BGPPeer.
    Node,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Global => "global",
            Kind::LocalWorkload => "localWorkload",
            Kind::Mesh => "mesh",
            Kind::Node => "node",
        }
    }

    /// How the names of its protocols begin. Kinds are sorted like these.
    fn prefix(self) -> &'static str {
        match self {
            Kind::Global => "Global_",
            Kind::LocalWorkload => "Local_Workload_",
            Kind::Mesh => "Mesh_",
            Kind::Node => "Node_",
        }
    }
}

/// What becomes of the next hop of routes sent (RFC 4271 section 5.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NextHop {
    /// As BGP prescribes.
    #[default]
    Auto,
    /// The node itself.
    ToSelf,
    /// As received.
    Keep,
}

impl NextHop {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            NextHop::Auto => "auto",
            NextHop::ToSelf => "self",
            NextHop::Keep => "keep",
        }
    }
}

/// What declares a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The node-to-node mesh.
    Mesh,
    /// This BGPPeer.
    Peering(PeerId),
}

impl Origin {
    /// The BGPPeer; `None` for the mesh.
    pub fn peering(self) -> Option<PeerId> {
        match self {
            Origin::Mesh => None,
            Origin::Peering(peer) => Some(peer),
        }
    }
}

/// A session of one node with one neighbour address.
#[derive(Clone, Debug)]
pub struct Session<'c> {
    /// The node.
    pub local: SpeakerId,
    /// The address family.
    pub family: Family,
    /// Which way it comes from.
    pub kind: Kind,
    /// The neighbour's address; `None` for pods, which have theirs only when they run.
    pub address: Option<IpAddr>,
    /// The port that is dialled; absent is 179.
    pub port: Known<u16>,
    /// The Calico node at the address.
    pub remote: Option<SpeakerId>,
    /// The AS number expected of the neighbour; 0, which BIRD refuses, where none is given.
    pub peer_as: Known<AsNumber>,
    /// The AS number that the node claims.
    pub local_as: Known<AsNumber>,
    /// The address that the node dials from; `None` where the kernel chooses.
    pub source: Option<IpAddr>,
    /// Whether the node waits for the neighbour to dial.
    pub is_passive: bool,
    /// The node's cluster ID, where the neighbour is its client (RFC 4456).
    pub cluster_id: Known<Ipv4Addr>,
    /// The number of hops within which the neighbour must be (RFC 5082); absent: any.
    pub ttl_security: Known<i64>,
    /// What becomes of the next hop.
    pub next_hop: Known<NextHop>,
    /// How often the own AS number may stand in the path of a route received.
    pub allowed_local_as: Known<i64>,
    /// Graceful restart time offered, in seconds (RFC 4724).
    pub restart: Known<i64>,
    /// Time between keepalives, in seconds.
    pub keepalive: Known<i64>,
    /// Where the TCP MD5 password is (RFC 2385).
    pub password: Known<Password<'c>>,
    /// Names of BGPFilters, as the BGPPeer has them.
    pub filters: &'c [Field<String>],
    /// The gateway that the neighbour is reached by.
    pub gateway: Known<IpAddr>,
    /// Whether it answers a BGPPeer of the other end.
    pub is_reverse: bool,
    /// What declares it.
    pub origin: Origin,
    /// BGPPeers that claim the same neighbour with other terms: which one wins is random, per node and per restart.
    pub rivals: Vec<Rival>,
    /// BGPPeers that claim the same neighbour with the same terms.
    pub repeats: Vec<PeerId>,
}

/// A BGPPeer that claims a neighbour with other terms than the session has.
#[derive(Clone, Debug)]
pub struct Rival {
    /// The BGPPeer.
    pub peering: PeerId,
    /// What the terms differ in: names of fields, or words.
    pub differing: Vec<&'static str>,
}

/// What no field of a BGPPeer says: whether the neighbour is a client of the reflector.
const REFLECTOR_CLIENT: &str = "reflector client";
/// What no field of a BGPPeer says: whether the node waits for the neighbour to dial.
const PASSIVE: &str = "passive end";

impl Session<'_> {
    /// The name of BIRD's protocol. Pods stand as `*`.
    pub fn name(&self) -> String {
        let address = self.address.map_or("*".to_owned(), |address| address.to_string().replace(['.', ':'], "_"));
        format!("{}{address}{}", self.kind.prefix(), self.port_suffix())
    }

    fn port_suffix(&self) -> Cow<'static, str> {
        match self.port {
            Known::Value(port) if self.kind != Kind::Mesh => format!("_port_{port}").into(),
            _ => "".into(),
        }
    }

    /// Sorts the sessions with one neighbour address as BIRD meets them: by name.
    pub(super) fn rank(&self) -> (Kind, Cow<'static, str>) {
        (self.kind, self.port_suffix())
    }

    /// Whether both ends are in one AS; `None` where that cannot be known.
    pub fn is_internal(&self) -> Option<bool> {
        Some(self.peer_as.value()? == self.local_as.value()?)
    }

    /// In what another session with the same neighbour differs, as far as it is known, and whether all of it is known.
    pub(super) fn compare(&self, other: &Session) -> Comparison {
        fn differ<T: PartialEq>(one: Known<T>, other: Known<T>) -> Truth {
            one.same(other).not()
        }
        let terms = [
            ("port", differ(claim_key(self.port), claim_key(other.port))),
            ("asNumber", differ(self.peer_as, other.peer_as)),
            ("localASNumber", differ(self.local_as, other.local_as)),
            ("password", differ(self.password, other.password)),
            ("filters", filters_differ(self.filters, other.filters)),
            ("ttlSecurity", differ(self.ttl_security, other.ttl_security)),
            ("nextHopMode", differ(self.next_hop, other.next_hop)),
            ("sourceAddress", Truth::from(self.source != other.source)),
            ("maxRestartTime", differ(self.restart, other.restart)),
            ("keepaliveTime", differ(self.keepalive, other.keepalive)),
            ("numAllowedLocalASNumbers", differ(self.allowed_local_as, other.allowed_local_as)),
            ("reachableBy", differ(self.gateway, other.gateway)),
            (REFLECTOR_CLIENT, differ(self.cluster_id, other.cluster_id)),
            (PASSIVE, Truth::from(self.is_passive != other.is_passive)),
        ];
        Comparison {
            differing: terms.iter().filter(|(_, truth)| *truth == Truth::Yes).map(|(name, _)| *name).collect(),
            is_open: terms.iter().any(|(_, truth)| *truth == Truth::Unknown),
        }
    }
}

/// Whether lists of BGPFilters differ.
pub(super) fn filters_differ(one: &[Field<String>], other: &[Field<String>]) -> Truth {
    let names = |list: &[Field<String>]| list.iter().map(Field::to_known).collect::<Vec<_>>();
    let (one, other) = (names(one), names(other));
    match one.iter().chain(&other).any(Known::is_unknown) {
        true => Truth::Unknown,
        false => Truth::from(one != other),
    }
}

/// How two sessions with one neighbour compare.
#[derive(Clone, Debug, Default)]
pub(super) struct Comparison {
    /// What they differ in: names of fields, or words.
    pub differing: Vec<&'static str>,
    /// Whether there may be more, since something is not known.
    pub is_open: bool,
}

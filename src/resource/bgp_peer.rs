//! BGPPeer (Calico: `api/pkg/apis/projectcalico/v3/bgppeer.go`).

use std::net::IpAddr;

use crate::known::Known;

use super::field::Field;
use super::reader::{FieldSpec, Object, deprecated, field, since};
use super::secret::{SecretKey, read_password};
use super::value::{AsNumber, Family, GoDuration, PeerAddress};
use super::word::vocabulary;

/// The fields of `spec`.
pub const FIELDS: &[FieldSpec] = &[
    field("asNumber"),
    since(26, "filters"),
    deprecated("keepOriginalNextHop", "`nextHopMode: Keep` (3.31 and later)"),
    since(32, "keepaliveTime"),
    since(31, "localASNumber"),
    since(30, "localWorkloadSelector"),
    field("maxRestartTime"),
    since(30, "nextHopMode"),
    field("node"),
    field("nodeSelector"),
    field("numAllowedLocalASNumbers"),
    field("password"),
    field("peerIP"),
    field("peerSelector"),
    since(25, "reachableBy"),
    since(30, "reversePeering"),
    field("sourceAddress"),
    since(25, "ttlSecurity"),
];

vocabulary! {
    /// What becomes of the next hop of routes sent (`nextHopMode`).
    NextHopMode {
        /// Calico's default: the node itself towards eBGP neighbors, unchanged between iBGP neighbors.
        "Auto" => Auto,
        /// The node itself.
        "Self" => ToSelf,
        /// Unchanged.
        "Keep" => Keep,
    }
}

vocabulary! {
    /// Whether a neighbor that is a Calico node peers back by itself (`reversePeering`).
    ReversePeering {
        /// It does.
        "Auto" => Auto,
        /// It needs a BGPPeer of its own.
        "Manual" => Manual,
    }
}

vocabulary! {
    /// The address that sessions start from (`sourceAddress`).
    SourceAddress {
        /// The node's own BGP address.
        "UseNodeIP" => UseNodeIp,
        /// Whatever address the kernel chooses.
        "None" => None,
    }
}

/// The nodes that a BGPPeer is for, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeerScope<'p> {
    /// All nodes: neither `nodeSelector` nor `node` is set.
    Everywhere,
    /// The nodes that the `nodeSelector` matches.
    Selected(&'p str),
    /// The node that `node` names.
    Node(&'p str),
    /// A placeholder hides it, or a field that does not parse.
    Unknown,
}

/// Which nodes are to peer with whom, and how.
#[derive(Clone, Debug, Default)]
pub struct BgpPeer {
    /// The AS number expected of the neighbor; 0 counts as absent.
    pub as_number: Field<AsNumber>,
    /// Names of BGPFilters, in the order in which they act.
    pub filters: Field<Vec<Field<String>>>,
    /// Deprecated form of `nextHopMode: Keep`; acts on eBGP only.
    pub keep_original_next_hop: Field<bool>,
    /// Time between keepalives.
    pub keepalive_time: Field<GoDuration>,
    /// The AS number that the node claims on this session.
    pub local_as_number: Field<AsNumber>,
    /// Selects the pods of the node that it peers with.
    pub local_workload_selector: Field<String>,
    /// Graceful restart time offered.
    pub max_restart_time: Field<GoDuration>,
    /// What becomes of the next hop of routes sent.
    pub next_hop_mode: Field<NextHopMode>,
    /// The one node that peers.
    pub node: Field<String>,
    /// Selects the nodes that peer.
    pub node_selector: Field<String>,
    /// How often the own AS number may stand in the path of a route received.
    pub num_allowed_local_as_numbers: Field<i64>,
    /// The TCP MD5 password.
    pub password: Field<SecretKey>,
    /// The neighbor's address, with or without a port.
    pub peer_ip: Field<PeerAddress>,
    /// The neighbor that confd makes of `peerIP`; `None` where it skips the BGPPeer, or where it is not known.
    pub dialled: Option<PeerAddress>,
    /// Selects the nodes that are peered with.
    pub peer_selector: Field<String>,
    /// The gateway through which the neighbor is reached.
    pub reachable_by: Field<IpAddr>,
    /// Whether the neighbor, if it is a Calico node, peers back by itself.
    pub reverse_peering: Field<ReversePeering>,
    /// Whether sessions start from the node's own BGP address.
    pub source_address: Field<SourceAddress>,
    /// Greatest number of hops to the neighbor (RFC 5082); 0 is off.
    pub ttl_security: Field<i64>,
}

impl BgpPeer {
    pub(super) fn read(spec: &mut Object) -> BgpPeer {
        let slot = spec.field("peerIP");
        let dialled = slot.dialled();
        let peer_ip = slot.peer_address();
        // The gateway must be of the neighbor's family.
        let family = peer_ip.value().map(|neighbor| Family::of(neighbor.address));
        BgpPeer {
            as_number: spec.field("asNumber").asn_or_zero(),
            filters: spec.field("filters").list(|item| item.text()),
            keep_original_next_hop: spec.field("keepOriginalNextHop").boolean(),
            keepalive_time: spec.field("keepaliveTime").duration(),
            local_as_number: spec.field("localASNumber").asn(),
            local_workload_selector: spec.field("localWorkloadSelector").selector(),
            max_restart_time: spec.field("maxRestartTime").duration(),
            next_hop_mode: spec.field("nextHopMode").word(),
            node: spec.field("node").text_up_to(253),
            node_selector: spec.field("nodeSelector").selector(),
            num_allowed_local_as_numbers: spec.field("numAllowedLocalASNumbers").integer(
                i64::from(i32::MIN),
                i64::from(i32::MAX),
                true,
            ),
            password: read_password(spec.field("password")),
            peer_ip,
            dialled,
            peer_selector: spec.field("peerSelector").selector(),
            reachable_by: spec.field("reachableBy").address(family),
            reverse_peering: spec.field("reversePeering").word(),
            source_address: spec.field("sourceAddress").word(),
            ttl_security: spec.field("ttlSecurity").integer(0, 255, true),
        }
    }

    /// The nodes that it is for: `nodeSelector` comes before `node`, and what Calico takes for not written does not count.
    pub fn scope(&self) -> PeerScope<'_> {
        match (self.node_selector.as_known(), self.node.as_known()) {
            (Known::Value(selector), _) => PeerScope::Selected(selector),
            (Known::Absent, Known::Value(name)) => PeerScope::Node(name),
            (Known::Absent, Known::Absent) => PeerScope::Everywhere,
            (Known::Unknown, _) | (Known::Absent, Known::Unknown) => PeerScope::Unknown,
        }
    }

    /// Whether it chooses pods of the node as neighbors, which comes before nodes and addresses.
    pub fn is_for_pods(&self) -> bool {
        !self.local_workload_selector.counts_as_absent()
    }

    /// Whether Calico reads the nodes that it is for, or its neighbors, otherwise than they are written. The field is
    /// reported for that, so what follows from it is not.
    pub fn is_misread(&self) -> bool {
        let selectors = [&self.node, &self.node_selector, &self.peer_selector, &self.local_workload_selector];
        selectors.iter().any(|field| field.is_invalid()) || self.peer_ip.is_invalid()
    }
}

//! BGPPeer (Calico: `api/pkg/apis/projectcalico/v3/bgppeer.go`).

use std::net::IpAddr;

use crate::known::Known;

use super::field::Field;
use super::place::FieldSpan;
use super::reader::{FieldSpec, fields};
use super::reading::{ReadKind, Reading};
use super::secret::{SecretKey, read_password};
use super::word::vocabulary;
use crate::value::{AsNumber, Family, GoDuration, PeerAddress};

vocabulary! {
    /// The next hop of routes that the node sends (`nextHopMode`).
    NextHopMode {
        /// Calico's default: the node itself for eBGP neighbors, unchanged for iBGP neighbors.
        "Auto" => Auto,
        /// The node itself.
        "Self" => ToSelf,
        /// Unchanged.
        "Keep" => Keep,
    }
}

vocabulary! {
    /// Whether a neighbor that is a Calico node gets the session back automatically (`reversePeering`).
    ReversePeering {
        /// The session back is automatic.
        "Auto" => Auto,
        /// The session back needs its own BGPPeer.
        "Manual" => Manual,
    }
}

vocabulary! {
    /// The source address of sessions (`sourceAddress`).
    SourceAddress {
        /// The BGP address of the node.
        "UseNodeIP" => UseNodeIp,
        /// The address that the kernel chooses.
        "None" => None,
    }
}

/// The nodes for which a BGPPeer is, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeerScope<'p> {
    /// All nodes: neither `nodeSelector` nor `node` is set.
    Everywhere,
    /// The nodes that the `nodeSelector` matches.
    Selected(&'p str),
    /// The node that `node` names.
    Node(&'p str),
    /// Unknown because of a placeholder or an invalid field.
    Unknown,
}

fields! {
    /// Declares sessions between nodes and neighbors.
    pub struct BgpPeer, BgpPeerNames {
        /// The AS number expected of the neighbor; 0 counts as absent.
        as_number: AsNumber = "asNumber" => |slot| slot.asn_or_zero();
        /// Names of BGPFilters, in their order.
        filters: Vec<Field<String>> = "filters" => |slot| slot.list(|item| item.text());
        /// Deprecated form of `nextHopMode: Keep`; for eBGP sessions only.
        keep_original_next_hop: bool = "keepOriginalNextHop", deprecated "`nextHopMode: Keep` (3.31 and later)"
            => |slot| slot.boolean();
        /// The interval between keepalives.
        keepalive_time: GoDuration = "keepaliveTime" => |slot| slot.duration();
        /// The AS number that the node uses on this session in place of its own.
        local_as_number: AsNumber = "localASNumber" => |slot| slot.asn();
        /// Selects pods on the node as neighbors.
        local_workload_selector: String = "localWorkloadSelector" => |slot| slot.selector();
        /// The graceful restart time.
        max_restart_time: GoDuration = "maxRestartTime" => |slot| slot.duration();
        /// The next hop of routes that the node sends.
        next_hop_mode: NextHopMode = "nextHopMode" => |slot| slot.word();
        /// The name of the only node for which the BGPPeer is.
        node: String = "node" => |slot| slot.text_up_to(253);
        /// Selects the nodes for which the BGPPeer is.
        node_selector: String = "nodeSelector" => |slot| slot.selector();
        /// How often the AS path of a received route may contain the node's own AS number.
        num_allowed_local_as_numbers: i64 = "numAllowedLocalASNumbers"
            => |slot| slot.integer(i64::from(i32::MIN), i64::from(i32::MAX));
        /// The TCP MD5 password.
        password: SecretKey = "password" => |slot| read_password(slot);
        /// The neighbor's address, with or without a port.
        peer_ip: PeerAddress = "peerIP" => |slot| slot.peer_address();
        /// Selects nodes as neighbors.
        peer_selector: String = "peerSelector" => |slot| slot.selector();
        /// The gateway to the neighbor, which must have the neighbor's address family.
        reachable_by: IpAddr = "reachableBy"
            => |slot| slot.address(peer_ip.value().map(|peer| Family::of(peer.address)));
        /// Whether a neighbor that is a Calico node gets the session back automatically.
        reverse_peering: ReversePeering = "reversePeering" => |slot| slot.word();
        /// The source address of the sessions.
        source_address: SourceAddress = "sourceAddress" => |slot| slot.word();
        /// The greatest number of hops to the neighbor (RFC 5082); 0 turns TTL security off.
        ttl_security: i64 = "ttlSecurity" => |slot| slot.integer(0, 255);
    }
    beside {
        /// The neighbor that confd reads from `peerIP`; `None` where confd skips the BGPPeer, or where the neighbor is
        /// unknown.
        dialed: Option<PeerAddress> => |spec| spec.field(BgpPeer::NAMES.peer_ip).dialed();
    }
}

impl ReadKind for BgpPeer {
    const SPEC: &'static [FieldSpec] = BgpPeer::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<BgpPeer> {
        Some(reading.spec(BgpPeer::FIELDS, BgpPeer::read))
    }
}

impl BgpPeer {
    /// The nodes for which the BGPPeer is. `nodeSelector` wins over `node`; a value that Calico treats as missing does not
    /// count.
    pub fn scope(&self) -> PeerScope<'_> {
        match (self.node_selector.as_known(), self.node.as_known()) {
            (Known::Value(selector), _) => PeerScope::Selected(selector),
            (Known::Absent, Known::Value(name)) => PeerScope::Node(name),
            (Known::Absent, Known::Absent) => PeerScope::Everywhere,
            (Known::Unknown, _) | (Known::Absent, Known::Unknown) => PeerScope::Unknown,
        }
    }

    /// Whether the BGPPeer selects pods as neighbors; `localWorkloadSelector` wins over all other fields for nodes and
    /// addresses.
    pub fn is_for_pods(&self) -> bool {
        !self.local_workload_selector.counts_as_absent()
    }

    /// The place of `peerIP` if the AS number of the neighbor is `asNumber` and nothing else: no selector chooses the
    /// neighbor, and Calico does not skip the BGPPeer because of an address.
    pub fn neighbor_by_address(&self) -> Option<FieldSpan> {
        let is_chosen = self.local_workload_selector.is_set() || self.peer_selector.is_set();
        let is_skipped = self.peer_ip.is_invalid() || self.reachable_by.is_invalid();
        self.peer_ip.span().filter(|_| self.peer_ip.is_set() && !is_chosen && !is_skipped)
    }

    /// The gateway of a BGPPeer that selects its neighbors, which Calico writes into each session as it is, with its place; no
    /// address where it is not one.
    pub fn gateway_as_written(&self) -> Option<(Option<IpAddr>, FieldSpan)> {
        let is_written = self.peer_selector.is_set() && self.peer_ip.is_absent() && self.reachable_by.is_surely_set();
        Some((self.reachable_by.value().copied(), self.reachable_by.span().filter(|_| is_written)?))
    }

    /// Whether Calico reads the nodes or the neighbors of the BGPPeer differently from what is written. A rule reports the
    /// field itself, so its consequences are not reported.
    pub fn is_misread(&self) -> bool {
        let selectors = [&self.node, &self.node_selector, &self.peer_selector, &self.local_workload_selector];
        selectors.iter().any(|field| field.is_invalid()) || self.peer_ip.is_invalid()
    }
}

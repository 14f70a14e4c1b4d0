//! BGPPeer (Calico: `api/pkg/apis/projectcalico/v3/bgppeer.go`).

use std::net::IpAddr;

use crate::known::Known;

use super::field::Field;
use super::reader::{FieldSpec, fields};
use super::reading::{ReadKind, Reading};
use super::secret::{SecretKey, read_password};
use super::value::{AsNumber, Family, GoDuration, PeerAddress};
use super::word::vocabulary;

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

fields! {
    /// Which nodes are to peer with whom, and how.
    pub struct BgpPeer, BgpPeerNames {
        /// The AS number expected of the neighbor; 0 counts as absent.
        as_number: AsNumber = "asNumber" => |slot| slot.asn_or_zero();
        /// Names of BGPFilters, in the order in which they act.
        filters: Vec<Field<String>> = "filters", since 26 => |slot| slot.list(|item| item.text());
        /// Deprecated form of `nextHopMode: Keep`; acts on eBGP only.
        keep_original_next_hop: bool = "keepOriginalNextHop", deprecated "`nextHopMode: Keep` (3.31 and later)"
            => |slot| slot.boolean();
        /// Time between keepalives.
        keepalive_time: GoDuration = "keepaliveTime", since 32 => |slot| slot.duration();
        /// The AS number that the node claims on this session.
        local_as_number: AsNumber = "localASNumber", since 31 => |slot| slot.asn();
        /// Selects the pods of the node that it peers with.
        local_workload_selector: String = "localWorkloadSelector", since 30 => |slot| slot.selector();
        /// Graceful restart time offered.
        max_restart_time: GoDuration = "maxRestartTime" => |slot| slot.duration();
        /// What becomes of the next hop of routes sent.
        next_hop_mode: NextHopMode = "nextHopMode", since 30 => |slot| slot.word();
        /// The one node that peers.
        node: String = "node" => |slot| slot.text_up_to(253);
        /// Selects the nodes that peer.
        node_selector: String = "nodeSelector" => |slot| slot.selector();
        /// How often the own AS number may stand in the path of a route received.
        num_allowed_local_as_numbers: i64 = "numAllowedLocalASNumbers"
            => |slot| slot.integer(i64::from(i32::MIN), i64::from(i32::MAX), true);
        /// The TCP MD5 password.
        password: SecretKey = "password" => |slot| read_password(slot);
        /// The neighbor's address, with or without a port.
        peer_ip: PeerAddress = "peerIP" => |slot| slot.peer_address();
        /// Selects the nodes that are peered with.
        peer_selector: String = "peerSelector" => |slot| slot.selector();
        /// The gateway through which the neighbor is reached, which must be of the neighbor's family.
        reachable_by: IpAddr = "reachableBy", since 25
            => |slot| slot.address(peer_ip.value().map(|peer| Family::of(peer.address)));
        /// Whether the neighbor, if it is a Calico node, peers back by itself.
        reverse_peering: ReversePeering = "reversePeering", since 30 => |slot| slot.word();
        /// Whether sessions start from the node's own BGP address.
        source_address: SourceAddress = "sourceAddress" => |slot| slot.word();
        /// Greatest number of hops to the neighbor (RFC 5082); 0 is off.
        ttl_security: i64 = "ttlSecurity", since 25 => |slot| slot.integer(0, 255, true);
    }
    beside {
        /// The neighbor that confd makes of `peerIP`; `None` where it skips the BGPPeer, or where it is not known.
        dialled: Option<PeerAddress> => |spec| spec.field(BgpPeer::NAMES.peer_ip).dialled();
    }
}

impl ReadKind for BgpPeer {
    const SPEC: &'static [FieldSpec] = BgpPeer::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<BgpPeer> {
        Some(reading.spec(BgpPeer::FIELDS, BgpPeer::read))
    }
}

impl BgpPeer {
    /// The nodes that it is for: `nodeSelector` comes before `node`, and what Calico takes for not written does not count.
    pub fn scope(&self) -> PeerScope<'_> {
        match (self.node_selector.as_known(), self.node.as_known()) {
            (Known::Value(selector), _) => PeerScope::Selected(selector),
            (Known::Absent, Known::Value(name)) => PeerScope::Node(name),
            (Known::Absent, Known::Absent) => PeerScope::Everywhere,
            (Known::Unknown, _) | (Known::Absent, Known::Unknown) => PeerScope::Unknown,
        }
    }

    /// Whether it chooses pods of the node as neighbours, which comes before nodes and addresses.
    pub fn is_for_pods(&self) -> bool {
        !self.local_workload_selector.counts_as_absent()
    }

    /// Whether Calico reads the nodes that it is for, or its neighbours, otherwise than they are written. The field is
    /// reported for that, so what follows from it is not.
    pub fn is_misread(&self) -> bool {
        let selectors = [&self.node, &self.node_selector, &self.peer_selector, &self.local_workload_selector];
        selectors.iter().any(|field| field.is_invalid()) || self.peer_ip.is_invalid()
    }
}

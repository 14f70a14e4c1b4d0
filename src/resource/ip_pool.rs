//! IPPool (Calico: `api/pkg/apis/projectcalico/v3/ippool.go`).

use ipnetwork::IpNetwork;

use super::field::Field;
use super::reader::{FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;
use crate::value::Family;

vocabulary! {
    /// What the addresses of a pool may be used for (`allowedUses`).
    AllowedUse {
        /// Pods.
        "Workload" => Workload,
        /// Tunnels of nodes.
        "Tunnel" => Tunnel,
        /// Services of type LoadBalancer.
        "LoadBalancer" => LoadBalancer,
    }
}

vocabulary! {
    /// Which pods get addresses of a pool (`assignmentMode`).
    AssignmentMode {
        /// All pods.
        "Automatic" => Automatic,
        /// Only pods that name the pool.
        "Manual" => Manual,
    }
}

vocabulary! {
    /// Which traffic between nodes goes through a tunnel (`ipipMode`, `vxlanMode`).
    TunnelMode {
        /// None.
        "Never" => Never,
        /// All.
        "Always" => Always,
        /// Traffic between subnets.
        "CrossSubnet" => CrossSubnet,
    }
}

/// The prefix length of blocks of an IPv4 pool without `blockSize` (Calico: `libcalico-go/lib/clientv3/ippool.go`).
const DEFAULT_BLOCK_LENGTH_V4: u8 = 26;
/// The prefix length of blocks of an IPv6 pool without `blockSize`.
const DEFAULT_BLOCK_LENGTH_V6: u8 = 122;

fields! {
    /// A range of addresses for pods, tunnels or load balancers.
    pub struct IpPool, IpPoolNames {
        /// The range.
        cidr: IpNetwork = "cidr" => |slot| slot.required().cidr();
        /// What the addresses may be used for; workloads and tunnels if missing.
        allowed_uses: Vec<Field<AllowedUse>> = "allowedUses" => |slot| slot.list_up_to(10, |item| item.word());
        /// Whether pods get addresses without naming the pool.
        assignment_mode: AssignmentMode = "assignmentMode" => |slot| slot.word();
        /// The prefix length of a node's block; 26 and 122 if missing.
        block_size: i64 = "blockSize" => |slot| read_block_size(slot, cidr.value());
        /// Whether BIRD does not advertise the routes of the pool.
        disable_bgp_export: bool = "disableBGPExport" => |slot| slot.boolean();
        /// Whether the pool gives out no new addresses.
        disabled: bool = "disabled" => |slot| slot.boolean();
        /// When IP-in-IP is used.
        ipip_mode: TunnelMode = "ipipMode" => |slot| slot.word();
        /// Selects the namespaces that get addresses of the pool.
        namespace_selector: String = "namespaceSelector" => |slot| slot.selector();
        /// Whether the source address of traffic that leaves the pool is translated.
        nat_outgoing: bool = "natOutgoing" => |slot| slot.boolean();
        /// Selects the nodes that get blocks of the pool.
        node_selector: String = "nodeSelector" => |slot| slot.selector();
        /// When VXLAN is used.
        vxlan_mode: TunnelMode = "vxlanMode" => |slot| slot.word();
    }
    unused {
        ipip = "ipip", deprecated "`ipipMode`";
        nat_hyphen_outgoing = "nat-outgoing", deprecated "`natOutgoing`";
    }
}

/// 0 means the default. Where the address family is not known, the limits of the CRD apply.
fn read_block_size(slot: Slot, cidr: Option<&IpNetwork>) -> Field<i64> {
    if slot.raw().is_some_and(|value| value.text().as_deref() == Some("0")) {
        return Field::absent();
    }
    let (least, most) = match cidr {
        Some(network) if network.is_ipv4() => (20, 32),
        Some(_) => (116, 128),
        None => (0, 128),
    };
    slot.integer(least, most)
}

impl ReadKind for IpPool {
    const SPEC: &'static [FieldSpec] = IpPool::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<IpPool> {
        Some(reading.required_spec(IpPool::FIELDS, IpPool::read))
    }
}

impl IpPool {
    /// The prefix length of the blocks that nodes get from the pool and advertise; `None` where it is unknown.
    pub fn block_length(&self) -> Option<u8> {
        let default = match Family::of(self.cidr.value()?.ip()) {
            Family::V4 => DEFAULT_BLOCK_LENGTH_V4,
            Family::V6 => DEFAULT_BLOCK_LENGTH_V6,
        };
        let length = self.block_size.value().map_or(Some(default), |length| u8::try_from(*length).ok());
        length.filter(|_| self.block_size.is_certain())
    }

    /// Whether the pool certainly gives out addresses.
    pub fn is_enabled(&self) -> bool {
        self.disabled.is_certain() && self.disabled.value() != Some(&true)
    }

    /// Whether the pool gives out addresses, or may do so.
    pub fn may_be_enabled(&self) -> bool {
        self.disabled.value() != Some(&true)
    }

    /// Whether pods certainly get addresses of the pool.
    pub fn serves_workloads(&self) -> bool {
        let uses = self.allowed_uses.items();
        self.allowed_uses.is_absent()
            || self.allowed_uses.is_certain()
                && (uses.is_empty() || uses.iter().any(|used| used.value() == Some(&AllowedUse::Workload)))
    }

    /// Whether pods get addresses of the pool, or may do so.
    pub fn may_serve_workloads(&self) -> bool {
        let uses = self.allowed_uses.items();
        uses.is_empty() || uses.iter().any(|used| used.value().is_none_or(|used| *used == AllowedUse::Workload))
    }

    /// Whether the pool certainly serves load balancers.
    pub fn serves_load_balancers(&self) -> bool {
        self.allowed_uses.items().iter().any(|used| used.value() == Some(&AllowedUse::LoadBalancer))
    }

    /// Whether the pool serves load balancers, or may do so.
    pub fn may_serve_load_balancers(&self) -> bool {
        let is_possible =
            |used: &Field<AllowedUse>| !used.is_certain() || used.value() == Some(&AllowedUse::LoadBalancer);
        !self.allowed_uses.is_certain() || self.allowed_uses.items().iter().any(is_possible)
    }

    /// The field with `CrossSubnet`, by which only traffic between subnets goes through a tunnel.
    pub fn cross_subnet_mode(&self) -> Option<&Field<TunnelMode>> {
        [&self.ipip_mode, &self.vxlan_mode].into_iter().find(|mode| mode.value() == Some(&TunnelMode::CrossSubnet))
    }
}

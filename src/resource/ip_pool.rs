//! IPPool (Calico: `api/pkg/apis/projectcalico/v3/ippool.go`).

use ipnetwork::IpNetwork;

use super::field::Field;
use super::reader::{FieldSpec, Object, deprecated, field, since};
use super::word::vocabulary;

/// The fields of `spec`.
pub const FIELDS: &[FieldSpec] = &[
    field("allowedUses"),
    since(30, "assignmentMode"),
    field("blockSize"),
    field("cidr"),
    field("disableBGPExport"),
    field("disabled"),
    deprecated("ipip", "`ipipMode`"),
    field("ipipMode"),
    since(31, "namespaceSelector"),
    deprecated("nat-outgoing", "`natOutgoing`"),
    field("natOutgoing"),
    field("nodeSelector"),
    field("vxlanMode"),
];

vocabulary! {
    /// What a pool may give addresses to (`allowedUses`).
    AllowedUse {
        /// Pods.
        "Workload" => Workload,
        /// The tunnels of nodes.
        "Tunnel" => Tunnel,
        /// Services of type LoadBalancer.
        "LoadBalancer" => LoadBalancer,
    }
}

vocabulary! {
    /// How pods get addresses of a pool (`assignmentMode`).
    AssignmentMode {
        /// All pods may.
        "Automatic" => Automatic,
        /// Only pods that ask for the pool by name.
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
        /// Traffic that leaves the node's subnet.
        "CrossSubnet" => CrossSubnet,
    }
}

/// A range of addresses for pods, tunnels or load balancers.
#[derive(Clone, Debug, Default)]
pub struct IpPool {
    /// What addresses of the pool serve for; workloads and tunnels where absent.
    pub allowed_uses: Field<Vec<Field<AllowedUse>>>,
    /// Whether pods get addresses of it without asking for them.
    pub assignment_mode: Field<AssignmentMode>,
    /// The prefix length of a node's block; 26 and 122 where absent.
    pub block_size: Field<i64>,
    /// The range.
    pub cidr: Field<IpNetwork>,
    /// Whether BIRD keeps the pool's routes to itself.
    pub disable_bgp_export: Field<bool>,
    /// Whether no new addresses are given out.
    pub disabled: Field<bool>,
    /// When IP-in-IP is used.
    pub ipip_mode: Field<TunnelMode>,
    /// Selects the namespaces that get addresses of the pool.
    pub namespace_selector: Field<String>,
    /// Whether traffic out of the pool is translated.
    pub nat_outgoing: Field<bool>,
    /// Selects the nodes that get blocks of the pool.
    pub node_selector: Field<String>,
    /// When VXLAN is used.
    pub vxlan_mode: Field<TunnelMode>,
}

impl IpPool {
    pub(super) fn read(spec: &mut Object) -> IpPool {
        let cidr = spec.field("cidr").required().cidr();
        // 0 stands for the default; the CRD's own bounds hold where the family is not known.
        let (least, most) = match cidr.value() {
            Some(network) if network.is_ipv4() => (20, 32),
            Some(_) => (116, 128),
            None => (0, 128),
        };
        let is_zero = spec.field("blockSize").raw().is_some_and(|value| value.text().as_deref() == Some("0"));
        let block_size = if is_zero { Field::absent() } else { spec.field("blockSize").integer(least, most, false) };
        IpPool {
            allowed_uses: spec.field("allowedUses").list_up_to(10, |item| item.word()),
            assignment_mode: spec.field("assignmentMode").word(),
            block_size,
            cidr,
            disable_bgp_export: spec.field("disableBGPExport").boolean(),
            disabled: spec.field("disabled").boolean(),
            ipip_mode: spec.field("ipipMode").word(),
            namespace_selector: spec.field("namespaceSelector").selector(),
            nat_outgoing: spec.field("natOutgoing").boolean(),
            node_selector: spec.field("nodeSelector").selector(),
            vxlan_mode: spec.field("vxlanMode").word(),
        }
    }

    /// Whether the pool is sure to give out addresses.
    pub fn is_enabled(&self) -> bool {
        self.disabled.is_certain() && self.disabled.value() != Some(&true)
    }

    /// Whether the pool gives out addresses, or may do so.
    pub fn may_be_enabled(&self) -> bool {
        self.disabled.value() != Some(&true)
    }

    /// Whether pods get addresses of the pool, for certain.
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

    /// Whether the pool serves load balancers, for certain.
    pub fn serves_load_balancers(&self) -> bool {
        self.allowed_uses.items().iter().any(|used| used.value() == Some(&AllowedUse::LoadBalancer))
    }

    /// Whether the pool serves load balancers, or may do so.
    pub fn may_serve_load_balancers(&self) -> bool {
        let is_possible =
            |used: &Field<AllowedUse>| !used.is_certain() || used.value() == Some(&AllowedUse::LoadBalancer);
        !self.allowed_uses.is_certain() || self.allowed_uses.items().iter().any(is_possible)
    }

    /// The field by which traffic between subnets, and no other, goes through a tunnel.
    pub fn cross_subnet_mode(&self) -> Option<&Field<TunnelMode>> {
        [&self.ipip_mode, &self.vxlan_mode].into_iter().find(|mode| mode.value() == Some(&TunnelMode::CrossSubnet))
    }
}

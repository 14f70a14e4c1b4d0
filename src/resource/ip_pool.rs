//! IPPool (Calico: `api/pkg/apis/projectcalico/v3/ippool.go`).

use ipnetwork::IpNetwork;

use super::field::Field;
use super::reader::{FieldSpec, Object, deprecated, field, since};

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

const ENCAPSULATION: &[&str] = &["Never", "Always", "CrossSubnet"];

/// A range of addresses for pods, tunnels or load balancers.
#[derive(Clone, Debug, Default)]
pub struct IpPool {
    /// What addresses of the pool serve for; workloads and tunnels where absent.
    pub allowed_uses: Field<Vec<Field<&'static str>>>,
    /// Whether pods get addresses of it without asking for them.
    pub assignment_mode: Field<&'static str>,
    /// The prefix length of a node's block; 26 and 122 where absent.
    pub block_size: Field<i64>,
    /// The range.
    pub cidr: Field<IpNetwork>,
    /// Whether BIRD keeps the pool's routes to itself.
    pub disable_bgp_export: Field<bool>,
    /// Whether no new addresses are given out.
    pub disabled: Field<bool>,
    /// When IP-in-IP is used.
    pub ipip_mode: Field<&'static str>,
    /// Selects the namespaces that get addresses of the pool.
    pub namespace_selector: Field<String>,
    /// Whether traffic out of the pool is translated.
    pub nat_outgoing: Field<bool>,
    /// Selects the nodes that get blocks of the pool.
    pub node_selector: Field<String>,
    /// When VXLAN is used.
    pub vxlan_mode: Field<&'static str>,
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
            allowed_uses: spec
                .field("allowedUses")
                .list_up_to(10, |item| item.one_of(&["Workload", "Tunnel", "LoadBalancer"], false)),
            assignment_mode: spec.field("assignmentMode").one_of(&["Automatic", "Manual"], false),
            block_size,
            cidr,
            disable_bgp_export: spec.field("disableBGPExport").boolean(),
            disabled: spec.field("disabled").boolean(),
            ipip_mode: spec.field("ipipMode").one_of(ENCAPSULATION, false),
            namespace_selector: spec.field("namespaceSelector").selector(),
            nat_outgoing: spec.field("natOutgoing").boolean(),
            node_selector: spec.field("nodeSelector").selector(),
            vxlan_mode: spec.field("vxlanMode").one_of(ENCAPSULATION, false),
        }
    }

    /// Whether the pool is sure to give out addresses.
    pub fn is_enabled(&self) -> bool {
        self.disabled.is_certain() && self.disabled.value() != Some(&true)
    }

    /// Whether pods get addresses of the pool, for certain.
    pub fn serves_workloads(&self) -> bool {
        let uses = self.allowed_uses.items();
        self.allowed_uses.is_absent()
            || self.allowed_uses.is_certain()
                && (uses.is_empty() || uses.iter().any(|used| used.value() == Some(&"Workload")))
    }

    /// Whether the pool serves load balancers, or may do so.
    pub fn may_serve_load_balancers(&self) -> bool {
        !self.allowed_uses.is_certain()
            || self.allowed_uses.items().iter().any(|used| !used.is_certain() || used.value() == Some(&"LoadBalancer"))
    }

    /// Whether pods of different subnets, but not of one, are reached through a tunnel.
    pub fn encapsulates_across_subnets(&self) -> bool {
        [&self.ipip_mode, &self.vxlan_mode].iter().any(|mode| mode.value() == Some(&"CrossSubnet"))
    }
}

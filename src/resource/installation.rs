//! Installation of the Tigera operator: the fields that BGP depends on.

use super::bgp_configuration::Switch;
use super::felix_configuration::Tunnel;
use super::field::Field;
use super::reader::{FieldName, FieldSpec, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;

fields! {
    /// The settings of the operator.
    pub struct Installation, InstallationNames {
        /// The network settings.
        network: CalicoNetwork = "calicoNetwork" => |slot| slot.object(CalicoNetwork::FIELDS, CalicoNetwork::read);
        /// The product to install.
        variant: Variant = "variant" => |slot| slot.word();
    }
}

vocabulary! {
    /// The product that the operator installs (`variant`).
    Variant {
        /// Open source Calico.
        "Calico" => Calico,
        /// Calico Enterprise.
        "TigeraSecureEnterprise" => TigeraSecureEnterprise,
        /// Calico Enterprise, by its newer name.
        "CalicoEnterprise" => CalicoEnterprise,
    }
}

fields! {
    /// The network settings.
    pub struct CalicoNetwork, CalicoNetworkNames {
        /// Whether BGP is on.
        bgp: Switch = "bgp" => |slot| slot.word();
        /// The pools.
        ip_pools: Vec<Field<OperatorPool>> = "ipPools"
            => |slot| slot.list(|item| item.object(OperatorPool::FIELDS, OperatorPool::read));
        /// The program that forwards packets on Linux.
        linux_dataplane: LinuxDataplane = "linuxDataplane" => |slot| slot.word();
        /// The MTU of the pods' interfaces in bytes; 0 means that Calico detects it.
        mtu: i64 = "mtu" => |slot| slot.integer(0, i64::MAX);
    }
}

vocabulary! {
    /// The program that forwards packets on Linux (`linuxDataplane`).
    LinuxDataplane {
        /// Linux itself, with iptables.
        "Iptables" => Iptables,
        /// eBPF.
        "BPF" => Bpf,
        /// VPP, whose agent speaks BGP in place of BIRD.
        "VPP" => Vpp,
        /// Linux itself, with nftables.
        "Nftables" => Nftables,
    }
}

fields! {
    /// A pool that the operator creates.
    pub struct OperatorPool, OperatorPoolNames {
        /// How traffic between nodes is encapsulated; if missing, the operator chooses.
        encapsulation: Encapsulation = "encapsulation" => |slot| slot.word();
    }
}

vocabulary! {
    /// How traffic between nodes is encapsulated (`encapsulation`).
    Encapsulation {
        /// IP-in-IP.
        "IPIP" => Ipip,
        /// IP-in-IP between subnets.
        "IPIPCrossSubnet" => IpipCrossSubnet,
        /// VXLAN.
        "VXLAN" => Vxlan,
        /// VXLAN between subnets.
        "VXLANCrossSubnet" => VxlanCrossSubnet,
        /// No encapsulation.
        "None" => None,
    }
}

impl Encapsulation {
    /// The kind of tunnel.
    pub fn tunnel(self) -> Option<Tunnel> {
        match self {
            Encapsulation::Ipip | Encapsulation::IpipCrossSubnet => Some(Tunnel::Ipip),
            Encapsulation::Vxlan | Encapsulation::VxlanCrossSubnet => Some(Tunnel::Vxlan),
            Encapsulation::None => None,
        }
    }
}

impl ReadKind for Installation {
    const SPEC: &'static [FieldSpec] = Installation::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<Installation> {
        Some(reading.spec(Installation::FIELDS, Installation::read))
    }
}

impl Installation {
    /// Whether BGP is on.
    pub fn bgp(&self) -> Option<&Field<Switch>> {
        self.network.value().map(|network| &network.bgp)
    }

    /// Whether the operator installs Calico Enterprise.
    pub fn is_enterprise(&self) -> bool {
        matches!(self.variant.value(), Some(Variant::TigeraSecureEnterprise | Variant::CalicoEnterprise))
    }

    /// Whether VPP forwards the packets.
    pub fn has_vpp(&self) -> bool {
        self.network.value().is_some_and(|network| network.linux_dataplane.value() == Some(&LinuxDataplane::Vpp))
    }

    /// The name of the field with the MTU.
    pub const MTU: FieldName = CalicoNetwork::NAMES.mtu;

    /// The MTU of the pods' interfaces.
    pub fn mtu(&self) -> Option<&Field<i64>> {
        self.network.value().map(|network| &network.mtu)
    }

    /// The pools.
    pub fn pools(&self) -> &[Field<OperatorPool>] {
        self.network.value().map_or(&[], |network| network.ip_pools.items())
    }
}

//! Installation of the Tigera operator, as far as BGP depends on it.

use super::bgp_configuration::Switch;
use super::felix_configuration::Tunnel;
use super::field::Field;
use super::reader::{FieldName, FieldSpec, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;

fields! {
    /// How Calico is installed.
    pub struct Installation, InstallationNames {
        /// The network.
        network: CalicoNetwork = "calicoNetwork" => |slot| slot.object(CalicoNetwork::FIELDS, CalicoNetwork::read);
    }
}

fields! {
    /// The network that the operator sets up.
    pub struct CalicoNetwork, CalicoNetworkNames {
        /// Whether there is BGP.
        bgp: Switch = "bgp" => |slot| slot.word();
        /// The pools.
        ip_pools: Vec<Field<OperatorPool>> = "ipPools"
            => |slot| slot.list(|item| item.object(OperatorPool::FIELDS, OperatorPool::read));
        /// The MTU of the pods' interfaces, in bytes; 0 stands for one that is detected.
        mtu: i64 = "mtu" => |slot| slot.integer(0, i64::MAX, false);
    }
}

fields! {
    /// A pool that the operator makes.
    pub struct OperatorPool, OperatorPoolNames {
        /// How traffic between nodes is encapsulated; it depends on the rest where absent.
        encapsulation: Encapsulation = "encapsulation" => |slot| slot.word();
    }
}

vocabulary! {
    /// How traffic between nodes is encapsulated (`encapsulation`).
    Encapsulation {
        /// In IP-in-IP.
        "IPIP" => Ipip,
        /// In IP-in-IP, between subnets.
        "IPIPCrossSubnet" => IpipCrossSubnet,
        /// In VXLAN.
        "VXLAN" => Vxlan,
        /// In VXLAN, between subnets.
        "VXLANCrossSubnet" => VxlanCrossSubnet,
        /// Not at all.
        "None" => None,
    }
}

impl Encapsulation {
    /// The tunnels that it takes.
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
    /// Whether there is BGP.
    pub fn bgp(&self) -> Option<&Field<Switch>> {
        self.network.value().map(|network| &network.bgp)
    }

    /// The name of the field that holds the MTU.
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

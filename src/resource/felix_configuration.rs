//! FelixConfiguration (Calico: `api/pkg/apis/projectcalico/v3/felixconfig.go`): the fields that BGP depends on.

use super::bgp_configuration::ProgramClusterRoutes;
use super::field::Field;
use super::reader::{FieldName, FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};
use super::word::vocabulary;

fields! {
    /// The settings of Felix on the nodes.
    pub struct FelixConfiguration, FelixConfigurationNames {
        /// Ports for connections to the node that no host policy can close.
        failsafe_inbound: Vec<Field<FailsafePort>> = "failsafeInboundHostPorts" => |slot| read_ports(slot);
        /// Ports for connections from the node that no host policy can close.
        failsafe_outbound: Vec<Field<FailsafePort>> = "failsafeOutboundHostPorts" => |slot| read_ports(slot);
        /// The MTU of IP-in-IP tunnels.
        ipip_mtu: i64 = "ipipMTU" => |slot| read_mtu(slot);
        /// Kernel priority of IPv4 routes.
        ipv4_normal_route_priority: i64 = "ipv4NormalRoutePriority" => |slot| slot.integer(1, i64::MAX);
        /// Kernel priority of IPv6 routes.
        ipv6_normal_route_priority: i64 = "ipv6NormalRoutePriority" => |slot| slot.integer(1, i64::MAX);
        /// The routes to pods of other nodes that Felix programs.
        program_cluster_routes: ProgramClusterRoutes = "programClusterRoutes" => |slot| slot.word();
        /// The MTU of VXLAN tunnels over IPv4.
        vxlan_mtu: i64 = "vxlanMTU" => |slot| read_mtu(slot);
        /// The MTU of VXLAN tunnels over IPv6.
        vxlan_mtu_v6: i64 = "vxlanMTUV6" => |slot| read_mtu(slot);
        /// Whether WireGuard encrypts the traffic between nodes over IPv4.
        wireguard_enabled: bool = "wireguardEnabled" => |slot| slot.boolean();
        /// Whether WireGuard encrypts the traffic between nodes over IPv6.
        wireguard_enabled_v6: bool = "wireguardEnabledV6" => |slot| slot.boolean();
        /// The MTU of WireGuard over IPv4.
        wireguard_mtu: i64 = "wireguardMTU" => |slot| read_mtu(slot);
        /// The MTU of WireGuard over IPv6.
        wireguard_mtu_v6: i64 = "wireguardMTUV6" => |slot| read_mtu(slot);
    }
}

fields! {
    /// A port that no host policy can close.
    pub struct FailsafePort, FailsafePortNames {
        /// The port.
        port: i64 = "port" => |slot| slot.integer(0, 65535);
        /// The protocol; TCP where absent.
        protocol: Transport = "protocol" => |slot| slot.word_in_any_case();
    }
}

vocabulary! {
    /// The protocol of a port.
    Transport {
        /// TCP, which BGP uses.
        "TCP" => Tcp,
        /// UDP.
        "UDP" => Udp,
        /// SCTP.
        "SCTP" => Sctp,
    }
}

/// The encapsulation of traffic between nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tunnel {
    /// IP-in-IP.
    Ipip,
    /// VXLAN.
    Vxlan,
    /// WireGuard.
    Wireguard,
}

/// The MTU of one kind of tunnel.
#[derive(Clone, Copy, Debug)]
pub struct TunnelMtu<'f> {
    /// The tunnels.
    pub tunnel: Tunnel,
    /// The name of the field.
    pub name: FieldName,
    /// The MTU in bytes; 0 means that Felix detects it.
    pub mtu: &'f Field<i64>,
}

impl ReadKind for FelixConfiguration {
    const SPEC: &'static [FieldSpec] = FelixConfiguration::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<FelixConfiguration> {
        Some(reading.spec(FelixConfiguration::FIELDS, FelixConfiguration::read))
    }
}

impl FelixConfiguration {
    /// The MTUs of tunnels.
    pub fn mtus(&self) -> [TunnelMtu<'_>; 5] {
        let names = FelixConfiguration::NAMES;
        [
            TunnelMtu { tunnel: Tunnel::Ipip, name: names.ipip_mtu, mtu: &self.ipip_mtu },
            TunnelMtu { tunnel: Tunnel::Vxlan, name: names.vxlan_mtu, mtu: &self.vxlan_mtu },
            TunnelMtu { tunnel: Tunnel::Vxlan, name: names.vxlan_mtu_v6, mtu: &self.vxlan_mtu_v6 },
            TunnelMtu { tunnel: Tunnel::Wireguard, name: names.wireguard_mtu, mtu: &self.wireguard_mtu },
            TunnelMtu { tunnel: Tunnel::Wireguard, name: names.wireguard_mtu_v6, mtu: &self.wireguard_mtu_v6 },
        ]
    }

    /// Whether WireGuard encrypts the traffic between nodes, over IPv4 or IPv6.
    pub fn encrypts(&self) -> bool {
        [&self.wireguard_enabled, &self.wireguard_enabled_v6].into_iter().any(|field| field.value() == Some(&true))
    }
}

fn read_ports(slot: Slot) -> Field<Vec<Field<FailsafePort>>> {
    slot.list(|item| item.object(FailsafePort::FIELDS, FailsafePort::read))
}

fn read_mtu(slot: Slot) -> Field<i64> {
    slot.integer(0, i64::MAX)
}

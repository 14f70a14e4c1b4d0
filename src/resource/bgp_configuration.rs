//! BGPConfiguration (Calico: `api/pkg/apis/projectcalico/v3/bgpconfig.go`).

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::field::Field;
use super::place::FieldSpan;
use super::reader::{FieldName, FieldSpec, Slot, fields};
use super::reading::{ReadKind, Reading};
use super::secret::{SecretKey, read_password};
use super::word::vocabulary;
use crate::admission;
use crate::value::{AsNumber, Community, Family, GoDuration};

/// The highest route priority that Calico accepts.
pub(super) const MAX_ROUTE_PRIORITY: i64 = 2_147_483_646;

vocabulary! {
    /// The routes to pods of other nodes that BIRD (in BGPConfiguration) or Felix (in FelixConfiguration) programs
    /// (`programClusterRoutes`).
    ProgramClusterRoutes {
        /// Routes of IP-in-IP pools and of pools without encapsulation.
        "Enabled" => Enabled,
        /// No routes.
        "Disabled" => Disabled,
        /// Routes of IP-in-IP pools.
        "EnabledIPIPOnly" => IpipOnly,
        /// Routes of pools without encapsulation.
        "EnabledNoEncapOnly" => NoEncapOnly,
    }
}

impl ProgramClusterRoutes {
    /// Whether routes of IP-in-IP pools are programmed.
    pub fn has_ipip(self) -> bool {
        matches!(self, ProgramClusterRoutes::Enabled | ProgramClusterRoutes::IpipOnly)
    }

    /// Whether routes of pools without encapsulation are programmed.
    pub fn has_unencapsulated(self) -> bool {
        matches!(self, ProgramClusterRoutes::Enabled | ProgramClusterRoutes::NoEncapOnly)
    }
}

vocabulary! {
    /// The addresses that BIRD listens on (`bindMode`).
    BindMode {
        /// All addresses of the node.
        "None" => AllAddresses,
        /// The BGP address of the node.
        "NodeIP" => NodeAddress,
    }
}

vocabulary! {
    /// How much BIRD logs (`logSeverityScreen`).
    LogSeverity {
        /// Everything.
        "Trace" => Trace,
        /// Debugging information and above.
        "Debug" => Debug,
        /// Normal events and above.
        "Info" => Info,
        /// Warnings and above.
        "Warning" => Warning,
        /// Errors and above.
        "Error" => Error,
        /// Only fatal errors.
        "Fatal" => Fatal,
    }
}

vocabulary! {
    /// A switch that is written as a word.
    Switch {
        /// On.
        "Enabled" => Enabled,
        /// Off.
        "Disabled" => Disabled,
    }
}

fields! {
    /// Settings of BGP for the cluster (`default`) or one node (`node.<name>`).
    pub struct BgpConfiguration, BgpConfigurationNames {
        /// The AS number of nodes without their own.
        as_number: AsNumber = "asNumber" => |slot| slot.asn();
        /// The addresses that BIRD listens on.
        bind_mode: BindMode = "bindMode" => |slot| slot.word();
        /// Communities by name.
        communities: Vec<Field<NamedCommunity>> = "communities"
            => |slot| slot.list_up_to(500, |item| item.object(NamedCommunity::FIELDS, NamedCommunity::read));
        /// Interfaces that BIRD ignores.
        ignored_interfaces: Vec<Field<String>> = "ignoredInterfaces"
            => |slot| slot.list(|item| item.interface(admission::is_ignorable_interface));
        /// Kernel priority of IPv4 routes.
        ipv4_normal_route_priority: i64 = "ipv4NormalRoutePriority"
            => |slot| slot.integer(1, MAX_ROUTE_PRIORITY);
        /// Kernel priority of IPv6 routes.
        ipv6_normal_route_priority: i64 = "ipv6NormalRoutePriority"
            => |slot| slot.integer(1, MAX_ROUTE_PRIORITY);
        /// The port that BIRD listens on.
        listen_port: u16 = "listenPort" => |slot| slot.port();
        /// The address with which local workloads peer over IPv4.
        local_workload_peering_ipv4: IpAddr = "localWorkloadPeeringIPV4"
            => |slot| slot.address(Some(Family::V4));
        /// The address with which local workloads peer over IPv6.
        local_workload_peering_ipv6: IpAddr = "localWorkloadPeeringIPV6"
            => |slot| slot.address(Some(Family::V6));
        /// BIRD's log level.
        log_severity_screen: LogSeverity = "logSeverityScreen" => |slot| slot.word_in_any_case();
        /// The graceful restart time of mesh sessions.
        node_mesh_max_restart_time: GoDuration = "nodeMeshMaxRestartTime" => |slot| slot.duration();
        /// The TCP MD5 password of mesh sessions.
        node_mesh_password: SecretKey = "nodeMeshPassword" => |slot| read_password(slot);
        /// Whether there is a node-to-node mesh.
        node_to_node_mesh_enabled: bool = "nodeToNodeMeshEnabled" => |slot| slot.boolean();
        /// Communities for the routes of prefixes.
        prefix_advertisements: Vec<Field<PrefixAdvertisement>> = "prefixAdvertisements"
            => |slot| slot.list_up_to(500, |item| item.object(PrefixAdvertisement::FIELDS, PrefixAdvertisement::read));
        /// The routes to pods of other nodes that BIRD programs.
        program_cluster_routes: ProgramClusterRoutes = "programClusterRoutes" => |slot| slot.word();
        /// Ranges of cluster IPs to advertise.
        service_cluster_ips: Vec<Field<Cidr>> = "serviceClusterIPs" => |slot| read_cidrs(slot);
        /// Ranges of external IPs to advertise.
        service_external_ips: Vec<Field<Cidr>> = "serviceExternalIPs" => |slot| read_cidrs(slot);
        /// Whether load balancer ranges are advertised as one route each.
        service_load_balancer_aggregation: Switch = "serviceLoadBalancerAggregation" => |slot| slot.word();
        /// Ranges of load balancer IPs to advertise.
        service_load_balancer_ips: Vec<Field<Cidr>> = "serviceLoadBalancerIPs" => |slot| read_cidrs(slot);
    }
}

fields! {
    /// A list item with one network.
    pub struct Cidr, CidrNames {
        /// The network.
        cidr: IpNetwork = "cidr" => |slot| slot.required().cidr();
    }
}

fields! {
    /// A community with a name.
    pub struct NamedCommunity, NamedCommunityNames {
        /// The name.
        name: String = "name" => |slot| slot.required().text_up_to(253);
        /// The community.
        value: Community = "value" => |slot| slot.required().community();
    }
}

fields! {
    /// Communities for the routes inside one prefix.
    pub struct PrefixAdvertisement, PrefixAdvertisementNames {
        /// The prefix.
        cidr: IpNetwork = "cidr" => |slot| slot.required().cidr();
        /// Communities, literal or by name.
        communities: Vec<Field<String>> = "communities"
            => |slot| slot.required().list_up_to(50, |item| item.community_or_name());
    }
}

impl ReadKind for BgpConfiguration {
    const SPEC: &'static [FieldSpec] = BgpConfiguration::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<BgpConfiguration> {
        Some(reading.spec(BgpConfiguration::FIELDS, BgpConfiguration::read))
    }
}

impl BgpConfiguration {
    /// Whether this turns the node-to-node mesh off, for certain.
    pub fn is_mesh_off(&self) -> bool {
        self.node_to_node_mesh_enabled.value() == Some(&false)
    }

    /// The communities of all `prefixAdvertisements`, as written, each with its place.
    pub fn advertised_communities(&self) -> impl Iterator<Item = (&str, FieldSpan)> {
        let advertisements = self.prefix_advertisements.items().iter().filter_map(|item| item.value());
        let communities = advertisements.flat_map(|advertisement| advertisement.communities.items());
        communities.filter_map(|item| Some((item.value()?.as_str(), item.span()?)))
    }

    /// Whether all communities in `prefixAdvertisements` are known, so that a missing one can be reported.
    pub fn advertises_known_communities(&self) -> bool {
        self.prefix_advertisements.is_certain()
            && self.prefix_advertisements.items().iter().all(|item| {
                let communities = item.value().map(|advertisement| &advertisement.communities);
                communities.is_some_and(|all| all.is_certain() && all.items().iter().all(Field::is_certain))
            })
    }

    /// The community with this name; the first if several have it.
    pub fn community_called(&self, name: &str) -> Option<Community> {
        let definitions = self.communities.items().iter().filter_map(|item| item.value());
        let mut named = definitions.filter(|definition| definition.name.value().is_some_and(|defined| defined == name));
        named.next()?.value.value().copied()
    }

    /// All ranges of service addresses that are advertised.
    pub fn advertised_ranges(&self) -> impl Iterator<Item = &Cidr> {
        let aggregates = self.service_load_balancer_aggregation.is_absent()
            || self.service_load_balancer_aggregation.value() == Some(&Switch::Enabled);
        let load_balancers = Some(&self.service_load_balancer_ips).filter(|_| aggregates);
        let fields = [&self.service_cluster_ips, &self.service_external_ips].into_iter().chain(load_balancers);
        fields.flat_map(|field| field.items()).filter_map(|item| item.value())
    }

    /// The fields that Calico reads only in the BGPConfiguration `default`, each with its place.
    pub fn default_only_fields(&self) -> Vec<(FieldName, FieldSpan)> {
        fn written<T>(name: FieldName, field: &Field<T>) -> Option<(FieldName, FieldSpan)> {
            Some((name, field.key_span().filter(|_| !field.counts_as_absent())?))
        }
        // An empty list has no effect, and calicoctl accepts it.
        fn listed<T>(name: FieldName, field: &Field<Vec<Field<T>>>) -> Option<(FieldName, FieldSpan)> {
            written(name, field).filter(|_| field.value().is_none_or(|items| !items.is_empty()))
        }
        let BgpConfiguration {
            as_number,
            bind_mode,
            ignored_interfaces,
            ipv4_normal_route_priority,
            ipv6_normal_route_priority,
            local_workload_peering_ipv4,
            local_workload_peering_ipv6,
            node_mesh_max_restart_time,
            node_mesh_password,
            node_to_node_mesh_enabled,
            program_cluster_routes,
            service_cluster_ips,
            service_external_ips,
            service_load_balancer_aggregation,
            service_load_balancer_ips,
            // Calico reads these fields for single nodes too.
            communities: _,
            listen_port: _,
            log_severity_screen: _,
            prefix_advertisements: _,
        } = self;
        let names = BgpConfiguration::NAMES;
        let fields = [
            written(names.as_number, as_number),
            written(names.bind_mode, bind_mode),
            listed(names.ignored_interfaces, ignored_interfaces),
            written(names.ipv4_normal_route_priority, ipv4_normal_route_priority),
            written(names.ipv6_normal_route_priority, ipv6_normal_route_priority),
            written(names.local_workload_peering_ipv4, local_workload_peering_ipv4),
            written(names.local_workload_peering_ipv6, local_workload_peering_ipv6),
            written(names.node_mesh_max_restart_time, node_mesh_max_restart_time),
            written(names.node_mesh_password, node_mesh_password),
            written(names.node_to_node_mesh_enabled, node_to_node_mesh_enabled),
            written(names.program_cluster_routes, program_cluster_routes),
            listed(names.service_cluster_ips, service_cluster_ips),
            listed(names.service_external_ips, service_external_ips),
            written(names.service_load_balancer_aggregation, service_load_balancer_aggregation),
            listed(names.service_load_balancer_ips, service_load_balancer_ips),
        ];
        fields.into_iter().flatten().collect()
    }
}

fn read_cidrs(slot: Slot) -> Field<Vec<Field<Cidr>>> {
    slot.list(|item| item.object(Cidr::FIELDS, Cidr::read))
}

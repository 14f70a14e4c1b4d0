//! BGPConfiguration (Calico: `api/pkg/apis/projectcalico/v3/bgpconfig.go`).

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::field::Field;
use super::place::FieldSpan;
use super::reader::{FieldSpec, Object, Slot, field, since};
use super::secret::{SecretKey, read_password};
use super::value::{AsNumber, Community, Family, GoDuration};
use super::word::vocabulary;

/// The fields of `spec`.
pub const FIELDS: &[FieldSpec] = &[
    field("asNumber"),
    field("bindMode"),
    field("communities"),
    since(25, "ignoredInterfaces"),
    since(32, "ipv4NormalRoutePriority"),
    since(32, "ipv6NormalRoutePriority"),
    field("listenPort"),
    since(30, "localWorkloadPeeringIPV4"),
    since(30, "localWorkloadPeeringIPV6"),
    field("logSeverityScreen"),
    field("nodeMeshMaxRestartTime"),
    field("nodeMeshPassword"),
    field("nodeToNodeMeshEnabled"),
    field("prefixAdvertisements"),
    since(32, "programClusterRoutes"),
    field("serviceClusterIPs"),
    field("serviceExternalIPs"),
    since(31, "serviceLoadBalancerAggregation"),
    field("serviceLoadBalancerIPs"),
];

const CIDR_FIELDS: &[FieldSpec] = &[field("cidr")];
const COMMUNITY_FIELDS: &[FieldSpec] = &[field("name"), field("value")];
const ADVERTISEMENT_FIELDS: &[FieldSpec] = &[field("cidr"), field("communities")];

/// The highest route priority that Calico takes.
pub(super) const MAX_ROUTE_PRIORITY: i64 = 2_147_483_646;

vocabulary! {
    /// Which routes to other nodes' pods a side programs: BIRD by BGPConfiguration, Felix by FelixConfiguration
    /// (`programClusterRoutes`).
    ProgramClusterRoutes {
        /// Those of IP-in-IP pools and of pools without encapsulation.
        "Enabled" => Enabled,
        /// None.
        "Disabled" => Disabled,
        /// Those of IP-in-IP pools.
        "EnabledIPIPOnly" => IpipOnly,
        /// Those of pools without encapsulation.
        "EnabledNoEncapOnly" => NoEncapOnly,
    }
}

impl ProgramClusterRoutes {
    /// Whether the side programs the routes of IP-in-IP pools.
    pub fn has_ipip(self) -> bool {
        matches!(self, ProgramClusterRoutes::Enabled | ProgramClusterRoutes::IpipOnly)
    }

    /// Whether the side programs the routes of pools without encapsulation.
    pub fn has_unencapsulated(self) -> bool {
        matches!(self, ProgramClusterRoutes::Enabled | ProgramClusterRoutes::NoEncapOnly)
    }
}

vocabulary! {
    /// The addresses that BIRD listens on (`bindMode`).
    BindMode {
        /// All addresses of the node.
        "None" => AllAddresses,
        /// The node's BGP address.
        "NodeIP" => NodeAddress,
    }
}

vocabulary! {
    /// How much BIRD logs (`logSeverityScreen`).
    LogSeverity {
        /// Everything.
        "Trace" => Trace,
        /// What helps to find faults.
        "Debug" => Debug,
        /// What happens.
        "Info" => Info,
        /// What may be wrong.
        "Warning" => Warning,
        /// What is wrong.
        "Error" => Error,
        /// What ends BIRD.
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

/// ClusterSettings of BGP for the cluster (`default`) or one node (`node.<name>`).
#[derive(Clone, Debug, Default)]
pub struct BgpConfiguration {
    /// The AS number of nodes that have none of their own.
    pub as_number: Field<AsNumber>,
    /// The addresses that BIRD listens on.
    pub bind_mode: Field<BindMode>,
    /// Communities by name.
    pub communities: Field<Vec<Field<NamedCommunity>>>,
    /// Interfaces that BIRD leaves alone.
    pub ignored_interfaces: Field<Vec<Field<String>>>,
    /// Kernel priority of IPv4 routes.
    pub ipv4_normal_route_priority: Field<i64>,
    /// Kernel priority of IPv6 routes.
    pub ipv6_normal_route_priority: Field<i64>,
    /// The port that BIRD listens on.
    pub listen_port: Field<u16>,
    /// The address that local workloads peer with over IPv4.
    pub local_workload_peering_ipv4: Field<IpAddr>,
    /// The address that local workloads peer with over IPv6.
    pub local_workload_peering_ipv6: Field<IpAddr>,
    /// BIRD's log level.
    pub log_severity_screen: Field<LogSeverity>,
    /// Graceful restart time offered on mesh sessions.
    pub node_mesh_max_restart_time: Field<GoDuration>,
    /// The TCP MD5 password of mesh sessions.
    pub node_mesh_password: Field<SecretKey>,
    /// Whether every node peers with every other.
    pub node_to_node_mesh_enabled: Field<bool>,
    /// Communities to put on prefixes.
    pub prefix_advertisements: Field<Vec<Field<PrefixAdvertisement>>>,
    /// Who programs routes to other nodes' pods.
    pub program_cluster_routes: Field<ProgramClusterRoutes>,
    /// Ranges of cluster IPs to advertise.
    pub service_cluster_ips: Field<Vec<Field<Cidr>>>,
    /// Ranges of external IPs to advertise.
    pub service_external_ips: Field<Vec<Field<Cidr>>>,
    /// Whether load balancer ranges are advertised whole.
    pub service_load_balancer_aggregation: Field<Switch>,
    /// Ranges of load balancer IPs to advertise.
    pub service_load_balancer_ips: Field<Vec<Field<Cidr>>>,
}

/// A list item that holds one network.
#[derive(Clone, Debug, Default)]
pub struct Cidr {
    /// The network.
    pub cidr: Field<IpNetwork>,
}

/// A community with a name.
#[derive(Clone, Debug, Default)]
pub struct NamedCommunity {
    /// The name.
    pub name: Field<String>,
    /// The community.
    pub value: Field<Community>,
}

/// Communities for the routes inside one prefix.
#[derive(Clone, Debug, Default)]
pub struct PrefixAdvertisement {
    /// The prefix.
    pub cidr: Field<IpNetwork>,
    /// Communities, literal or by name.
    pub communities: Field<Vec<Field<String>>>,
}

impl BgpConfiguration {
    /// Whether it turns the node-to-node mesh off for certain.
    pub fn is_mesh_off(&self) -> bool {
        self.node_to_node_mesh_enabled.value() == Some(&false)
    }

    pub(super) fn read(spec: &mut Object) -> BgpConfiguration {
        BgpConfiguration {
            as_number: spec.field("asNumber").asn(),
            bind_mode: spec.field("bindMode").word(),
            communities: spec
                .field("communities")
                .list_up_to(500, |item| item.object(COMMUNITY_FIELDS, read_community)),
            ignored_interfaces: spec.field("ignoredInterfaces").list(|item| item.text()),
            ipv4_normal_route_priority: spec.field("ipv4NormalRoutePriority").integer(1, MAX_ROUTE_PRIORITY, false),
            ipv6_normal_route_priority: spec.field("ipv6NormalRoutePriority").integer(1, MAX_ROUTE_PRIORITY, false),
            listen_port: spec.field("listenPort").port(),
            local_workload_peering_ipv4: spec.field("localWorkloadPeeringIPV4").address(Some(Family::V4)),
            local_workload_peering_ipv6: spec.field("localWorkloadPeeringIPV6").address(Some(Family::V6)),
            log_severity_screen: spec.field("logSeverityScreen").word_in_any_case(),
            node_mesh_max_restart_time: spec.field("nodeMeshMaxRestartTime").duration(),
            node_mesh_password: read_password(spec.field("nodeMeshPassword")),
            node_to_node_mesh_enabled: spec.field("nodeToNodeMeshEnabled").boolean(),
            prefix_advertisements: spec
                .field("prefixAdvertisements")
                .list_up_to(500, |item| item.object(ADVERTISEMENT_FIELDS, read_advertisement)),
            program_cluster_routes: spec.field("programClusterRoutes").word(),
            service_cluster_ips: read_cidrs(spec.field("serviceClusterIPs")),
            service_external_ips: read_cidrs(spec.field("serviceExternalIPs")),
            service_load_balancer_aggregation: spec.field("serviceLoadBalancerAggregation").word(),
            service_load_balancer_ips: read_cidrs(spec.field("serviceLoadBalancerIPs")),
        }
    }

    /// The communities on all advertisements as written, each with its place.
    pub fn advertised_communities(&self) -> impl Iterator<Item = (&str, FieldSpan)> {
        let advertisements = self.prefix_advertisements.items().iter().filter_map(|item| item.value());
        let communities = advertisements.flat_map(|advertisement| advertisement.communities.items());
        communities.filter_map(|item| Some((item.value()?.as_str(), item.span()?)))
    }

    /// Whether all that is advertised is known, so that something may be said to be missing from it.
    pub fn advertises_known_communities(&self) -> bool {
        self.prefix_advertisements.is_certain()
            && self.prefix_advertisements.items().iter().all(|item| {
                let communities = item.value().map(|advertisement| &advertisement.communities);
                communities.is_some_and(|all| all.is_certain() && all.items().iter().all(Field::is_certain))
            })
    }

    /// The community that is defined under this name; of several the first.
    pub fn community_called(&self, name: &str) -> Option<Community> {
        let definitions = self.communities.items().iter().filter_map(|item| item.value());
        let mut named = definitions.filter(|definition| definition.name.value().is_some_and(|defined| defined == name));
        named.next()?.value.value().copied()
    }

    /// All ranges of service addresses that are advertised as a whole.
    pub fn advertised_ranges(&self) -> impl Iterator<Item = &Cidr> {
        let aggregates = self.service_load_balancer_aggregation.is_absent()
            || self.service_load_balancer_aggregation.value() == Some(&Switch::Enabled);
        let load_balancers = Some(&self.service_load_balancer_ips).filter(|_| aggregates);
        let fields = [&self.service_cluster_ips, &self.service_external_ips].into_iter().chain(load_balancers);
        fields.flat_map(|field| field.items()).filter_map(|item| item.value())
    }

    /// The fields that Calico reads from the configuration `default` only, by name, with where each is written.
    pub fn default_only_fields(&self) -> Vec<(&'static str, FieldSpan)> {
        fn written<T>(name: &'static str, field: &Field<T>) -> Option<(&'static str, FieldSpan)> {
            Some((name, field.key_span().filter(|_| field.is_set())?))
        }
        // An empty list sets nothing, and calicoctl takes it.
        fn holds_items<T>(field: &Field<Vec<Field<T>>>) -> bool {
            field.value().is_none_or(|items| !items.is_empty())
        }
        [
            written("asNumber", &self.as_number),
            written("bindMode", &self.bind_mode),
            written("ignoredInterfaces", &self.ignored_interfaces).filter(|_| holds_items(&self.ignored_interfaces)),
            written("ipv4NormalRoutePriority", &self.ipv4_normal_route_priority),
            written("ipv6NormalRoutePriority", &self.ipv6_normal_route_priority),
            written("localWorkloadPeeringIPV4", &self.local_workload_peering_ipv4),
            written("localWorkloadPeeringIPV6", &self.local_workload_peering_ipv6),
            written("nodeMeshMaxRestartTime", &self.node_mesh_max_restart_time),
            written("nodeMeshPassword", &self.node_mesh_password),
            written("nodeToNodeMeshEnabled", &self.node_to_node_mesh_enabled),
            written("programClusterRoutes", &self.program_cluster_routes),
            written("serviceClusterIPs", &self.service_cluster_ips).filter(|_| holds_items(&self.service_cluster_ips)),
            written("serviceExternalIPs", &self.service_external_ips)
                .filter(|_| holds_items(&self.service_external_ips)),
            written("serviceLoadBalancerAggregation", &self.service_load_balancer_aggregation),
            written("serviceLoadBalancerIPs", &self.service_load_balancer_ips)
                .filter(|_| holds_items(&self.service_load_balancer_ips)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn read_cidrs(slot: Slot) -> Field<Vec<Field<Cidr>>> {
    slot.list(|item| item.object(CIDR_FIELDS, |object| Cidr { cidr: object.field("cidr").required().cidr() }))
}

fn read_community(object: &mut Object) -> NamedCommunity {
    NamedCommunity {
        name: object.field("name").required().text_up_to(253),
        value: object.field("value").required().community(),
    }
}

fn read_advertisement(object: &mut Object) -> PrefixAdvertisement {
    PrefixAdvertisement {
        cidr: object.field("cidr").required().cidr(),
        communities: object.field("communities").required().list_up_to(50, |item| item.community_or_name()),
    }
}

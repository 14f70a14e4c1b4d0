//! Resources of others that tell how Calico is installed and what else speaks BGP: read as far as rules need them.

use super::bgp_configuration::ProgramClusterRoutes;
use super::field::Field;
use super::reader::Object;
use super::value::is_placeholder;
use crate::document::{Value, View};

/// FelixConfiguration (Calico: `api/pkg/apis/projectcalico/v3/felixconfig.go`), as far as BGP depends on it.
#[derive(Clone, Debug, Default)]
pub struct FelixConfiguration {
    /// Kernel priority of IPv4 routes.
    pub ipv4_normal_route_priority: Field<i64>,
    /// Kernel priority of IPv6 routes.
    pub ipv6_normal_route_priority: Field<i64>,
    /// Which routes to other nodes' pods Felix programs.
    pub program_cluster_routes: Field<ProgramClusterRoutes>,
    /// Ports that no host policy closes, towards the node.
    pub failsafe_inbound: Field<Vec<Field<FailsafePort>>>,
    /// Ports that no host policy closes, from the node.
    pub failsafe_outbound: Field<Vec<Field<FailsafePort>>>,
    /// The MTUs of tunnels, by the field's name; 0 stands for one that is detected.
    pub mtus: Vec<(&'static str, Field<i64>)>,
    /// Whether traffic between nodes is encrypted, over IPv4 or IPv6.
    pub is_wireguard_enabled: bool,
}

/// A port that no host policy closes.
#[derive(Clone, Debug, Default)]
pub struct FailsafePort {
    /// The protocol; TCP where absent.
    pub protocol: Field<String>,
    /// The port.
    pub port: Field<i64>,
}

impl FailsafePort {
    fn read(object: &mut Object) -> FailsafePort {
        FailsafePort { protocol: object.field("protocol").text(), port: object.field("port").integer(0, 65535, false) }
    }
}

/// The fields for the MTUs of tunnels.
const MTUS: [&str; 5] = ["ipipMTU", "vxlanMTU", "vxlanMTUV6", "wireguardMTU", "wireguardMTUV6"];

impl FelixConfiguration {
    pub(super) fn read(spec: &mut Object) -> FelixConfiguration {
        FelixConfiguration {
            ipv4_normal_route_priority: spec.field("ipv4NormalRoutePriority").integer(1, i64::MAX, false),
            ipv6_normal_route_priority: spec.field("ipv6NormalRoutePriority").integer(1, i64::MAX, false),
            program_cluster_routes: spec.field("programClusterRoutes").word(),
            failsafe_inbound: spec.field("failsafeInboundHostPorts").list(|item| item.object(&[], FailsafePort::read)),
            failsafe_outbound: spec
                .field("failsafeOutboundHostPorts")
                .list(|item| item.object(&[], FailsafePort::read)),
            is_wireguard_enabled: ["wireguardEnabled", "wireguardEnabledV6"]
                .into_iter()
                .any(|name| spec.field(name).boolean().value() == Some(&true)),
            mtus: MTUS.into_iter().map(|name| (name, spec.field(name).integer(0, i64::MAX, false))).collect(),
        }
    }
}

/// Installation of the Tigera operator, as far as BGP depends on it.
#[derive(Clone, Debug, Default)]
pub struct Installation {
    /// `spec.calicoNetwork.bgp`: `Enabled` or `Disabled`.
    pub bgp: Field<String>,
    /// `spec.calicoNetwork.mtu`: the MTU of the pods' interfaces.
    pub mtu: Field<String>,
    /// The encapsulation of each of its pools, `spec.calicoNetwork.ipPools`; unknown where it says nothing.
    pub encapsulations: Vec<Field<String>>,
}

impl Installation {
    pub(super) fn read(document: &Value, read_text: impl Fn(&Value) -> Field<String>) -> Installation {
        let read = |name: &str| {
            let value = document.get("spec").and_then(|spec| spec.get("calicoNetwork")?.get(name));
            value.map_or(Field::absent(), |value| read_text(&value))
        };
        let network = document.get("spec").and_then(|spec| spec.get("calicoNetwork"));
        let pools = match network.and_then(|network| network.get("ipPools")).map(|pools| pools.view()) {
            Some(View::Sequence(pools)) => pools,
            _ => Vec::new(),
        };
        let encapsulation = |pool: &Value| {
            pool.get("encapsulation").map_or(Field::unknown(None, pool.span()), |value| read_text(&value))
        };
        let encapsulations = pools.iter().map(encapsulation).collect();
        Installation { bgp: read("bgp"), mtu: read("mtu"), encapsulations }
    }
}

/// The ConfigMap `calico-config` of Calico's manifests.
#[derive(Clone, Debug, Default)]
pub struct CalicoConfig {
    /// `data.calico_backend`: what carries routes between nodes; `bird`, `vxlan` or `none`.
    pub backend: Field<String>,
}

impl CalicoConfig {
    pub(super) fn read(document: &Value, read_text: impl Fn(&Value) -> Field<String>) -> CalicoConfig {
        let backend = document.get("data").and_then(|data| data.get("calico_backend"));
        CalicoConfig { backend: backend.map_or(Field::absent(), |value| read_text(&value)) }
    }
}

/// The calico-node DaemonSet: the environment of its container `calico-node`.
#[derive(Clone, Debug, Default)]
pub struct CalicoNodeDaemonSet {
    /// The variables, in the order of the manifest.
    pub environment: Vec<EnvironmentVariable>,
    /// Whether there may be more variables than these (`envFrom`, placeholders).
    pub takes_more_variables: bool,
    /// Its ServiceAccount, where one is given.
    pub service_account: Option<String>,
}

/// One environment variable of a container.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentVariable {
    /// The name.
    pub name: String,
    /// The value; unknown where it comes from elsewhere (`valueFrom`).
    pub value: Field<String>,
}

impl CalicoNodeDaemonSet {
    pub(super) fn read(document: &Value, read_value: impl Fn(&Value) -> Field<String>) -> CalicoNodeDaemonSet {
        let pod = document.get("spec").and_then(|spec| spec.get("template")?.get("spec"));
        let service_account = pod.as_ref().and_then(|pod| Some(pod.get("serviceAccountName")?.text()?.into_owned()));
        let containers = pod.and_then(|pod| pod.get("containers")).map(|containers| containers.view());
        let Some(View::Sequence(containers)) = containers else {
            return CalicoNodeDaemonSet::default();
        };
        let is_calico_node =
            |container: &&Value| container.get("name").and_then(|name| name.text()).as_deref() == Some("calico-node");
        let Some(container) = containers.iter().find(is_calico_node) else {
            return CalicoNodeDaemonSet::default();
        };
        let (variables, is_known) = match container.get("env").map(|env| env.view()) {
            Some(View::Sequence(variables)) => (variables, true),
            Some(_) => (Vec::new(), false),
            None => (Vec::new(), true),
        };
        let name_of = |variable: &Value| variable.get("name")?.text().map(|name| name.into_owned());
        let has_name = |variable: &Value| name_of(variable).is_some_and(|name| !is_placeholder(&name));
        let takes_more_variables = container.get("envFrom").is_some() || !is_known || !variables.iter().all(has_name);
        let environment = variables
            .iter()
            .filter_map(|variable| Some(EnvironmentVariable { name: name_of(variable)?, value: read_value(variable) }))
            .collect();
        CalicoNodeDaemonSet { environment, takes_more_variables, service_account }
    }
}

/// HostEndpoint: an interface that host policies are for.
#[derive(Clone, Debug, Default)]
pub struct HostEndpoint {
    /// The node that it is on.
    pub node: Field<String>,
}

impl HostEndpoint {
    pub(super) fn read(document: &Value, read_text: impl Fn(&Value) -> Field<String>) -> HostEndpoint {
        let node = document.get("spec").and_then(|spec| spec.get("node"));
        HostEndpoint { node: node.map_or(Field::absent(), |value| read_text(&value)) }
    }
}

/// KubeControllersConfiguration, as far as it makes HostEndpoints.
#[derive(Clone, Debug, Default)]
pub struct KubeControllersConfiguration {
    /// `spec.controllers.node.hostEndpoint.autoCreate`: whether every node gets a HostEndpoint for certain.
    pub creates_host_endpoints: bool,
}

impl KubeControllersConfiguration {
    pub(super) fn read(document: &Value, read_text: impl Fn(&Value) -> Field<String>) -> KubeControllersConfiguration {
        let node = document.get("spec").and_then(|spec| spec.get("controllers")?.get("node"));
        let auto_create =
            node.and_then(|node| node.get("hostEndpoint")?.get("autoCreate")).map(|value| read_text(&value));
        let is_on = auto_create.is_some_and(|field| field.value().is_some_and(|word| word == "Enabled"));
        KubeControllersConfiguration { creates_host_endpoints: is_on }
    }
}

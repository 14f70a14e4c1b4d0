//! Felix's failsafe ports, which no host policy can close, and the ports of BGP that must be among them.

use super::listen_port::BGP_PORT;
use super::manifests::Cluster;
use crate::grouping::Inventory;
use crate::known::Known;
use crate::resource::{BgpPeer, Body, FailsafePort, FelixConfiguration, Field, HoldsFor, Resource, Switch, Transport};

/// One of the two lists of failsafe ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailsafeList {
    /// Ports of the node, on which BIRD listens.
    Inbound,
    /// Ports of other hosts, to which BIRD connects.
    Outbound,
}

impl FailsafeList {
    /// Both lists.
    pub const ALL: [FailsafeList; 2] = [FailsafeList::Inbound, FailsafeList::Outbound];

    /// The list in a FelixConfiguration. The only BGP port in Felix's default lists is 179.
    pub fn of(self, felix: &FelixConfiguration) -> &Field<Vec<Field<FailsafePort>>> {
        match self {
            FailsafeList::Inbound => &felix.failsafe_inbound,
            FailsafeList::Outbound => &felix.failsafe_outbound,
        }
    }
}

impl Cluster<'_> {
    /// Whether nodes have host endpoints or will get some, so that host policies apply to the nodes.
    pub fn has_host_endpoints(&self) -> bool {
        let is_ours = |node: &Field<String>| {
            self.inventory != Inventory::Complete || node.value().is_none_or(|node| self.may_have_node(node))
        };
        self.resources().any(|resource| match &resource.body {
            Body::HostEndpoint(endpoint) => is_ours(&endpoint.node),
            Body::KubeControllersConfiguration(controllers) => {
                controllers.auto_create.value() == Some(&Switch::Enabled)
            }
            _ => false,
        })
    }

    /// The first port that BGP needs and that certainly is not in this list of a FelixConfiguration.
    pub fn port_not_failsafe(
        &self,
        resource: &Resource,
        felix: &FelixConfiguration,
        list: FailsafeList,
    ) -> Option<u16> {
        let listening = self.ports_listened_on(resource.holds_for(), list);
        let connects_to_standard =
            list == FailsafeList::Outbound && !listening.is_empty() && self.dials_standard_port();
        let standard = connects_to_standard.then_some(BGP_PORT);
        listening.into_iter().chain(standard).find(|port| lacks(list.of(felix), *port))
    }

    /// The lists that no FelixConfiguration for the nodes of a BGPConfiguration sets, so that Felix's default lists apply.
    pub fn default_failsafe_lists(&self, configuration: &Resource) -> Vec<FailsafeList> {
        let is_read = |felix: &Resource| [HoldsFor::AllNodes, configuration.holds_for()].contains(&felix.holds_for());
        let is_set = |list: &FailsafeList| {
            self.all::<FelixConfiguration>().any(|(own, felix)| is_read(own) && list.of(felix).is_set())
        };
        FailsafeList::ALL.into_iter().filter(|list| !is_set(list)).collect()
    }

    /// The known ports on which BIRD listens, on the nodes that have a list from this FelixConfiguration.
    fn ports_listened_on(&self, felix: HoldsFor, list: FailsafeList) -> Vec<u16> {
        let listening = self.listen_ports();
        let ports: Vec<Known<u16>> = match felix {
            HoldsFor::AllNodes => {
                let has_own = |node: &str| {
                    let mut all = self.all::<FelixConfiguration>();
                    all.any(|(own, felix)| own.holds_for() == HoldsFor::Node(node) && list.of(felix).is_set())
                };
                let others = listening.of_nodes.iter().filter(|(node, _)| !has_own(node)).map(|(_, port)| *port);
                [listening.usual()].into_iter().chain(others).collect()
            }
            HoldsFor::Node(node) => vec![listening.of_node(node)],
            HoldsFor::Nothing => Vec::new(),
        };
        ports.into_iter().filter_map(Known::value).collect()
    }

    /// Whether nodes connect to port 179 of an external router, because a BGPPeer names no port.
    fn dials_standard_port(&self) -> bool {
        let nodes = self.node_addresses();
        let is_external = |peer: &BgpPeer| {
            let target = peer.peer_ip.value();
            target.is_some_and(|target| target.port.is_none() && !nodes.contains(&target.address))
        };
        self.all::<BgpPeer>().any(|(_, peer)| is_external(peer))
    }
}

/// Whether a list is set, completely known, and does not contain the port.
fn lacks(list: &Field<Vec<Field<FailsafePort>>>, port: u16) -> bool {
    let is_other = |entry: &FailsafePort| {
        let is_known = entry.protocol.is_certain() && entry.port.is_certain();
        let is_tcp = entry.protocol.value().is_none_or(|protocol| *protocol == Transport::Tcp);
        is_known && !(is_tcp && entry.port.value() == Some(&i64::from(port)))
    };
    list.value().is_some_and(|items| items.iter().all(|item| item.value().is_some_and(is_other)))
}

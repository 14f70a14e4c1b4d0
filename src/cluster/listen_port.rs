//! The ports on which BIRD listens: of each node its own, or the cluster's, or the port of BGP.

use std::collections::BTreeMap;

use super::Cluster;
use crate::known::Known;
use crate::resource::BgpConfiguration;

/// The port of BGP (RFC 4271).
pub const BGP_PORT: u16 = 179;

/// The listen ports that BGPConfigurations give.
#[derive(Clone, Debug)]
pub struct ListenPorts<'a> {
    /// The port of nodes that have none of their own (BGPConfiguration `default`); absent is 179, which is not rendered.
    pub of_cluster: Known<u16>,
    /// By node: the port of its own (BGPConfiguration `node.<name>`).
    pub of_nodes: BTreeMap<&'a str, Known<u16>>,
}

impl ListenPorts<'_> {
    /// The port on which a node listens that has none of its own.
    pub fn usual(&self) -> Known<u16> {
        self.of_cluster.or(Known::Value(BGP_PORT))
    }

    /// The port on which a node listens: its own, or else the cluster's.
    pub fn of_node(&self, node: &str) -> Known<u16> {
        self.own(node).or(self.usual())
    }

    /// The port of a node's own.
    pub fn own(&self, node: &str) -> Known<u16> {
        self.of_nodes.get(node).copied().unwrap_or_default()
    }
}

impl<'a> Cluster<'a> {
    /// The listen ports that BGPConfigurations give; of several BGPConfigurations of one name the last counts.
    pub fn listen_ports(&self) -> ListenPorts<'a> {
        let of_nodes = self.all::<BgpConfiguration>().filter_map(|(resource, configuration)| {
            Some((resource.holds_for().node()?, configuration.listen_port.to_known()))
        });
        let default = self.default_configuration();
        ListenPorts {
            of_cluster: default.map_or(Known::Absent, |(_, fields)| fields.listen_port.to_known()),
            of_nodes: of_nodes.collect(),
        }
    }
}

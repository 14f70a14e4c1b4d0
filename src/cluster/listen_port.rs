//! The ports on which BIRD listens: the node's own, or the cluster's, or the standard port of BGP.

use std::collections::BTreeMap;

use super::Cluster;
use crate::known::Known;
use crate::resource::BgpConfiguration;

/// The port of BGP (RFC 4271).
pub const BGP_PORT: u16 = 179;

/// The listen ports in BGPConfigurations.
#[derive(Clone, Debug)]
pub struct ListenPorts<'a> {
    /// The port of nodes without their own (BGPConfiguration `default`); absent means 179, which is not rendered.
    pub of_cluster: Known<u16>,
    /// The ports of single nodes (BGPConfiguration `node.<name>`).
    pub of_nodes: BTreeMap<&'a str, Known<u16>>,
}

impl ListenPorts<'_> {
    /// The port of a node without its own.
    pub fn usual(&self) -> Known<u16> {
        self.of_cluster.or(Known::Value(BGP_PORT))
    }

    /// The port of a node: its own, or otherwise the cluster's.
    pub fn of_node(&self, node: &str) -> Known<u16> {
        self.own(node).or(self.usual())
    }

    /// The node's own port.
    pub fn own(&self, node: &str) -> Known<u16> {
        self.of_nodes.get(node).copied().unwrap_or_default()
    }
}

impl<'a> Cluster<'a> {
    /// The listen ports in BGPConfigurations. If several have the same name, the last one counts.
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

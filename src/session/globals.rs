//! What holds for all nodes of a cluster: the BGPConfiguration `default`, with Calico's defaults.

use crate::cluster::Cluster;
use crate::known::Known;
use crate::resource::value::{AsNumber, Release};
use crate::resource::{BgpConfiguration, Field, Resource};

use super::password;
use super::terms::Terms;

/// The first release in which a mesh neighbour without an AS number is given the node's own rather than the cluster's.
const MESH_TAKES_OWN_AS: Release = Release::v3(32);

/// What the BGPConfiguration `default` says, with Calico's defaults.
#[derive(Clone, Copy, Debug)]
pub struct Globals<'c> {
    /// The BGPConfiguration; `None` where the input has none, so that the defaults are assumed.
    pub resource: Option<&'c Resource>,
    /// The AS number in force on nodes that have none of their own; where the input has no BGPConfiguration, Calico's
    /// default.
    pub as_number: Known<AsNumber>,
    /// Whether the BGPConfiguration sets the AS number, be it known or not.
    pub(super) is_as_number_written: bool,
    /// Whether every node peers with every other.
    pub mesh: Known<bool>,
    /// The port of nodes that have none of their own; absent is 179, which is not rendered.
    pub listen_port: Known<u16>,
    /// The terms of mesh sessions, but for the AS numbers: a password and a graceful restart time.
    pub mesh_terms: Terms<'c>,
    /// Whether a mesh neighbour without an AS number of its own is given the node's rather than the cluster's.
    pub mesh_takes_own_as: bool,
}

impl<'c> Globals<'c> {
    pub(super) fn new(cluster: &'c Cluster) -> Globals<'c> {
        let default = cluster.default_configuration();
        fn written<'c, T: Clone + 'c>(
            default: Option<(&'c Resource, &'c BgpConfiguration)>,
            field: impl Fn(&'c BgpConfiguration) -> &'c Field<T>,
        ) -> Known<T> {
            default.map_or(Known::Absent, |(_, configuration)| field(configuration).to_known())
        }
        Globals {
            resource: default.map(|(resource, _)| resource),
            as_number: written(default, |fields| &fields.as_number).or(Known::Value(AsNumber::CALICO_DEFAULT)),
            is_as_number_written: default.is_some_and(|(_, fields)| fields.as_number.is_set()),
            mesh: written(default, |fields| &fields.node_to_node_mesh_enabled).or(Known::Value(true)),
            listen_port: cluster.listen_ports().of_cluster,
            mesh_terms: default.map_or_else(Terms::default, |(_, fields)| Terms {
                password: password::found(cluster, &fields.node_mesh_password),
                restart: fields.node_mesh_max_restart_time.to_known().map(|time| time.rounded_seconds()),
                ..Terms::default()
            }),
            mesh_takes_own_as: cluster.settings.release.is_none_or(|release| release >= MESH_TAKES_OWN_AS),
        }
    }

    /// Whether Calico's defaults are only assumed, since the input has no BGPConfiguration: another manifest may set them.
    pub fn are_assumed(&self) -> bool {
        self.resource.is_none()
    }

    /// The AS number of nodes that have none of their own as far as it is certain; absent where it is assumed, or hidden by
    /// a placeholder.
    pub(super) fn certain_as_number(&self) -> Known<AsNumber> {
        match self.as_number {
            Known::Value(number) if !self.are_assumed() => Known::Value(number),
            _ => Known::Absent,
        }
    }
}

//! The settings for all nodes: the BGPConfiguration `default`, with Calico's defaults.

use crate::cluster::Cluster;
use crate::known::Known;
use crate::resource::{BgpConfiguration, Field, Resource};
use crate::value::{AsNumber, Release};

use super::password;
use super::terms::Terms;

/// The first release in which a mesh neighbor without its own AS number gets the AS number of the local node, rather than
/// the cluster's.
const MESH_TAKES_OWN_AS: Release = Release::v3(32);

/// The settings in the BGPConfiguration `default`, with Calico's defaults.
#[derive(Clone, Copy, Debug)]
pub struct Globals<'c> {
    /// The BGPConfiguration; `None` where the input has none, so that bgplint assumes the defaults.
    pub resource: Option<&'c Resource>,
    /// The AS number of nodes without their own; Calico's default if the input has no BGPConfiguration.
    pub as_number: Known<AsNumber>,
    /// Whether the BGPConfiguration sets the AS number, known or not.
    pub(super) is_as_number_written: bool,
    /// Whether the mesh is on.
    pub mesh: Known<bool>,
    /// The port of nodes without their own; absent means 179, which is not rendered.
    pub listen_port: Known<u16>,
    /// The terms of mesh sessions without the AS numbers: a password and a restart time.
    pub mesh_terms: Terms<'c>,
    /// Whether a mesh neighbor without its own AS number gets the AS number of the local node, rather than the cluster's.
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

    /// Whether Calico's defaults are an assumption, because the input has no BGPConfiguration and another manifest may set
    /// them.
    pub fn are_assumed(&self) -> bool {
        self.resource.is_none()
    }

    /// The AS number of nodes without their own, if it is certain; absent where it is assumed, or hidden by a placeholder.
    pub(super) fn certain_as_number(&self) -> Known<AsNumber> {
        match self.as_number {
            Known::Value(number) if !self.are_assumed() => Known::Value(number),
            _ => Known::Absent,
        }
    }
}

//! The clusters of an input as far as the settings name them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::input::{PathPatterns, SourceId};
use crate::names::names;
use crate::value::Release;

names! {
    /// How much of the node list the input holds.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Inventory {
        /// No node.
        "none" => None,
        /// Some nodes; there may be more.
        "partial" => Partial,
        /// All nodes.
        "complete" => Complete,
    }
}

/// The settings of a cluster.
#[derive(Clone, Debug, Default)]
pub struct ClusterSettings {
    /// The Calico release that the manifests are for; without it bgplint reports only what is true for all of 3.28 to 3.34.
    pub release: Option<Release>,
    /// Whether the node list in the input is complete.
    pub inventory: Option<Inventory>,
    /// The value of `CALICO_ROUTER_ID`, which overrides a DaemonSet in the input.
    pub router_id: Option<String>,
}

/// The clusters that the settings name, and the settings of all clusters.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The settings for files that no named cluster has.
    pub settings: ClusterSettings,
    /// The node lists of the cluster of these files.
    pub inventories: BTreeSet<SourceId>,
    /// The named clusters; empty where bgplint finds the clusters by itself.
    pub named: Vec<NamedCluster>,
}

/// A cluster that the settings name.
#[derive(Clone, Debug)]
pub struct NamedCluster {
    /// The name.
    pub name: String,
    /// The settings.
    pub settings: ClusterSettings,
    /// The patterns of its manifests.
    pub paths: PathPatterns,
    /// The files with its node list.
    pub inventories: BTreeSet<SourceId>,
}

impl NamedCluster {
    /// Whether the output of a kustomization in this directory belongs to the cluster; a directory matches if a
    /// kustomization.yaml in it would.
    pub(super) fn builds_in(&self, directory: &Path) -> bool {
        self.paths.fit(&directory.join("kustomization.yaml"))
    }
}

impl Layout {
    /// The name for files that no named cluster has.
    pub const REST: &str = "other files";

    /// A layout without named clusters, with these settings for all clusters.
    pub fn of(settings: ClusterSettings) -> Layout {
        Layout { settings, ..Layout::default() }
    }
}

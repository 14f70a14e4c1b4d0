//! What is known beforehand of the clusters of an input.

use std::collections::BTreeSet;
use std::path::Path;

use crate::input::{PathPatterns, SourceId};
use crate::names::names;
use crate::resource::value::Release;

names! {
    /// How much of the cluster's nodes the input holds.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Inventory {
        /// No node.
        "none" => None,
        /// Some nodes; there may be more.
        "partial" => Partial,
        /// All of them.
        "complete" => Complete,
    }
}

/// What is said of a cluster beside its manifests.
#[derive(Clone, Debug, Default)]
pub struct ClusterSettings {
    /// The Calico release that the manifests are for; without it only what holds for 3.28 to 3.34 is said.
    pub release: Option<Release>,
    /// How to take the nodes in the input.
    pub inventory: Option<Inventory>,
    /// The value of `CALICO_ROUTER_ID`, over what a DaemonSet in the input says.
    pub router_id: Option<String>,
}

/// Which clusters the input is said to hold, and what is said of them.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// What is said of the files that no cluster names.
    pub settings: ClusterSettings,
    /// The files that hold all nodes of those.
    pub inventories: BTreeSet<SourceId>,
    /// The clusters that are named; none where they are to be found.
    pub named: Vec<NamedCluster>,
}

/// A cluster that is named.
#[derive(Clone, Debug)]
pub struct NamedCluster {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub settings: ClusterSettings,
    /// Its manifests.
    pub paths: PathPatterns,
    /// The files that hold all its nodes.
    pub inventories: BTreeSet<SourceId>,
}

impl NamedCluster {
    /// Whether what a kustomization in this directory builds is the cluster's: a directory fits by its kustomization.
    pub(super) fn builds_in(&self, directory: &Path) -> bool {
        self.paths.fit(&directory.join("kustomization.yaml"))
    }
}

impl Layout {
    /// The name of what lies in none of the clusters that are named.
    pub const REST: &str = "other files";

    /// A layout of clusters that are to be found, all of which these settings are said of.
    pub fn of(settings: ClusterSettings) -> Layout {
        Layout { settings, ..Layout::default() }
    }
}

//! The parts of one cluster: its files, its settings, and what patches change.

use std::collections::BTreeMap;

use super::ClusterSettings;
use super::patched::Patched;
use crate::document::Span;
use crate::ids::IdVec;
use crate::input::SourceId;
use crate::resource::{FileContents, ResourceId};

/// The files of one cluster.
#[derive(Clone, Debug, Default)]
pub struct ClusterFiles {
    /// The name, from the configuration or the directory; `None` where the input is a single cluster.
    pub name: Option<String>,
    /// The settings of the cluster.
    pub settings: ClusterSettings,
    /// Whether a kustomization makes more of the cluster than bgplint can read.
    pub has_more: bool,
    /// The files, sorted by name.
    pub(super) files: Vec<SourceId>,
    /// The changes by patches, by resource: the manifest of such a resource is not what will be applied.
    pub(super) patched: BTreeMap<ResourceId, Vec<Patched>>,
}

impl ClusterFiles {
    /// The contents of the cluster's files, sorted by name. `all` has the contents of all files of the input.
    pub fn contents<'a>(&self, all: &'a IdVec<SourceId, FileContents>) -> Vec<&'a FileContents> {
        self.files.iter().map(|file| &all[*file]).collect()
    }

    /// Whether a patch may change this place of a resource.
    pub fn is_patched(&self, resource: ResourceId, place: Span) -> bool {
        self.patched.get(&resource).is_some_and(|changes| changes.iter().any(|change| change.touches(place)))
    }
}

//! What belongs to one cluster: its files, what is said of it beside them, and what patches change.

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
    /// The cluster's name, as configured or by its directory; `None` where the input is one cluster.
    pub name: Option<String>,
    /// What is said of the cluster beside its manifests.
    pub settings: ClusterSettings,
    /// Whether a kustomization makes something of the cluster that is not read.
    pub has_more: bool,
    /// The files, in the order of their names.
    pub(super) files: Vec<SourceId>,
    /// What patches change, by resource: what these say is not all that will be applied.
    pub(super) patched: BTreeMap<ResourceId, Vec<Patched>>,
}

impl ClusterFiles {
    /// What the cluster's files hold, in the order of their names, out of the contents of all files of the input.
    pub fn contents<'a>(&self, all: &'a IdVec<SourceId, FileContents>) -> Vec<&'a FileContents> {
        self.files.iter().map(|file| &all[*file]).collect()
    }

    /// Whether a patch changes this place of a resource.
    pub fn is_patched(&self, resource: ResourceId, place: Span) -> bool {
        self.patched.get(&resource).is_some_and(|changes| changes.iter().any(|change| change.touches(place)))
    }
}

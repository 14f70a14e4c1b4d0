//! The labels of the known nodes.

use std::collections::{BTreeMap, BTreeSet};

use super::Cluster;

/// The labels of the known nodes, by name, with their known values.
pub type KnownLabels<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

impl<'a> Cluster<'a> {
    /// The labels of the known nodes.
    pub fn known_labels(&self) -> KnownLabels<'a> {
        self.label_index.labels().map(|(name, values)| (name, values.collect())).collect()
    }
}

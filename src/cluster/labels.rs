//! The labels of the known nodes.

use std::collections::{BTreeMap, BTreeSet};

use super::Cluster;

/// The labels of the known nodes, by name, with their known values.
pub type KnownLabels<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

impl<'a> Cluster<'a> {
    /// The labels of the known nodes.
    pub fn known_labels(&self) -> KnownLabels<'a> {
        let mut known = KnownLabels::new();
        for (name, value) in self.nodes().iter().flat_map(|node| node.labels()) {
            known.entry(name).or_default().extend(value.value().map(String::as_str));
        }
        known
    }
}

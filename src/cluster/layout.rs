//! What is known beforehand of the clusters of an input.

use std::collections::BTreeSet;

use super::Settings;
use crate::input::SourceId;

/// Which clusters the input is said to hold, and what is said of them.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// What is said of the files that no cluster names.
    pub settings: Settings,
    /// The clusters that are named; none where they are to be found.
    pub named: Vec<NamedCluster>,
}

/// A cluster that is named.
#[derive(Clone, Debug)]
pub struct NamedCluster {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub settings: Settings,
    /// Its files.
    pub files: BTreeSet<SourceId>,
}

impl From<Settings> for Layout {
    fn from(settings: Settings) -> Layout {
        Layout { settings, named: Vec::new() }
    }
}

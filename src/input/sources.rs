//! The files of an input, each by the id that it was given when it came.

use std::ops::Index;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ids::SourceId;
use super::paths::{seen_from, shown};
use super::source::Source;
use crate::ids::{Id, IdVec};

/// The files of an input. An id stays the file's own, whatever files come after it; names decide nothing but an order.
#[derive(Debug, Default)]
pub struct Sources {
    files: IdVec<SourceId, Arc<Source>>,
    /// The ids in the order of the files' names; of one name, in the order of arrival.
    by_name: Vec<SourceId>,
    /// The place of each file in that order.
    ranks: IdVec<SourceId, usize>,
    /// The directory that names are seen from, from the root.
    directory: PathBuf,
}

impl Sources {
    /// Takes in files, each of which gets the next id.
    pub(super) fn extend(&mut self, files: impl IntoIterator<Item = Source>) {
        for file in files {
            let id = SourceId::from_index(self.files.len());
            self.files.push(Arc::new(file.numbered(id)));
            self.by_name.push(id);
        }
        self.by_name.sort_by_key(|id| (self.files[*id].name(), *id));
        let mut ranks = IdVec::for_each_of(&self.files, |_| 0);
        for (rank, id) in self.by_name.iter().enumerate() {
            ranks[*id] = rank;
        }
        self.ranks = ranks;
    }

    /// Says from which directory, from the root, names are seen.
    #[cfg(feature = "walk")]
    pub(super) fn see_from(&mut self, directory: PathBuf) {
        self.directory = directory;
    }

    /// The text that a path from the root is shown as.
    pub fn shown(&self, path: &Path) -> String {
        shown(&seen_from(&self.directory, path))
    }

    /// The files in the order of arrival, which is that of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().map(Arc::as_ref)
    }

    /// The files in the order of arrival, as a slice.
    pub fn as_slice(&self) -> &[Arc<Source>] {
        self.files.as_slice()
    }

    /// The files in the order of their names: whatever is shown, or chosen as the first of several, goes by this order.
    pub fn by_name(&self) -> impl Iterator<Item = &Source> {
        self.by_name.iter().map(|id| &*self.files[*id])
    }

    /// A file that whoever takes it may keep.
    pub fn shared(&self, id: SourceId) -> &Arc<Source> {
        &self.files[id]
    }

    /// The place of a file in the order of names, from 0 on.
    pub fn rank(&self, id: SourceId) -> usize {
        self.ranks[id]
    }
}

impl Index<SourceId> for Sources {
    type Output = Source;

    fn index(&self, id: SourceId) -> &Source {
        &self.files[id]
    }
}

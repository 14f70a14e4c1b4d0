//! The files of an input, by their ids.

use std::ops::Index;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ids::SourceId;
use super::paths::{seen_from, shown};
use super::source::Source;
use crate::ids::{Id, IdVec};

/// The files of an input. The id of a file never changes when files are added; the names decide only the order of output.
#[derive(Debug, Default)]
pub struct Sources {
    files: IdVec<SourceId, Arc<Source>>,
    /// The ids sorted by the names of the files; files with the same name stay in the order of arrival.
    by_name: Vec<SourceId>,
    /// The rank of each file in the order of names.
    ranks: IdVec<SourceId, usize>,
    /// The absolute directory to which shown names are relative.
    directory: PathBuf,
}

impl Sources {
    /// Adds files, each with the next id.
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

    /// Sets the absolute directory to which shown names are relative.
    #[cfg(feature = "walk")]
    pub(super) fn see_from(&mut self, directory: PathBuf) {
        self.directory = directory;
    }

    /// An absolute path as it is shown.
    pub fn shown(&self, path: &Path) -> String {
        shown(&seen_from(&self.directory, path))
    }

    /// The files in the order of arrival, which is the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().map(Arc::as_ref)
    }

    /// The files in the order of arrival, as a slice.
    pub fn as_slice(&self) -> &[Arc<Source>] {
        self.files.as_slice()
    }

    /// The files sorted by name. Output uses this order, and so does every choice of a first file.
    pub fn by_name(&self) -> impl Iterator<Item = &Source> {
        self.by_name.iter().map(|id| &*self.files[*id])
    }

    /// A file for callers that keep it.
    pub fn shared(&self, id: SourceId) -> &Arc<Source> {
        &self.files[id]
    }

    /// The rank of a file in the order of names, from 0.
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

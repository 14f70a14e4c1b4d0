//! What the search of a directory left out, from the listings of directories: no file is read for it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::given::{LeftOut, Tally};
use super::paths::is_manifest;

/// The directory of Git, which holds no manifests.
pub(super) const GIT: &str = ".git";

/// The most entries of a directory that was left out, such as `node_modules`, that are looked at.
const MOST_ENTRIES: usize = 1_000;
/// The most such entries of a run.
const MOST_ENTRIES_OF_ALL: usize = 20_000;

/// A file or directory that the search did not give, although its name is the name of a manifest or of a directory.
#[derive(Debug)]
pub(super) struct PassedOver {
    pub(super) path: PathBuf,
    is_directory: bool,
}

/// The directories of a search, with what the search gave of each.
#[derive(Debug, Default)]
pub(super) struct Searched {
    /// The directories from the start of the search to the entry that the search gave last.
    open: Vec<Directory>,
    done: Vec<Directory>,
}

/// A directory whose entries the search gives.
#[derive(Debug)]
struct Directory {
    path: PathBuf,
    /// The names of manifests and directories that the search gave.
    given: Vec<OsString>,
}

impl Searched {
    /// Notes the next entry of the search.
    pub(super) fn note(&mut self, path: &Path, depth: usize, is_directory: bool) {
        self.done.extend(self.open.drain(depth.min(self.open.len())..));
        if let (Some(parent), Some(name)) = (self.open.last_mut(), path.file_name())
            && (is_directory || is_manifest(path))
        {
            parent.given.push(name.to_owned());
        }
        if is_directory {
            self.open.push(Directory { path: path.to_owned(), given: Vec::new() });
        }
    }

    /// Lists the directories again, and returns the entries that the search did not give.
    pub(super) fn passed_over(&mut self) -> Vec<PassedOver> {
        self.done.append(&mut self.open);
        std::mem::take(&mut self.done).into_par_iter().flat_map_iter(Directory::passed_over).collect()
    }
}

impl Directory {
    /// The entries that the search did not give.
    fn passed_over(self) -> Vec<PassedOver> {
        let Directory { path, mut given } = self;
        let mut listed = listing(&path).unwrap_or_default();
        if listed.len() == given.len() {
            return Vec::new();
        }
        given.sort_unstable();
        listed.retain(|(name, _)| given.binary_search(name).is_err());
        listed.into_iter().map(|(name, is_directory)| PassedOver { path: path.join(name), is_directory }).collect()
    }
}

/// The manifests and directories in a directory by name, and whether each is a directory; `None` if it cannot be read.
fn listing(directory: &Path) -> Option<Vec<(OsString, bool)>> {
    let entries = fs::read_dir(directory).ok()?.filter_map(Result::ok);
    let named = entries.map(|entry| (entry.file_name(), entry.file_type().is_ok_and(|kind| kind.is_dir())));
    let counts = |(name, is_directory): &(OsString, bool)| match is_directory {
        true => name != GIT,
        false => is_manifest(Path::new(name)),
    };
    Some(named.filter(counts).collect())
}

/// Counts the files and directories that searches left out. `reads_hidden` says that a dot was no reason.
pub(super) fn left_out(passed_over: &[PassedOver], reads_hidden: bool) -> LeftOut {
    let mut counted = LeftOut::default();
    let mut most = MOST_ENTRIES_OF_ALL;
    for PassedOver { path, is_directory } in passed_over {
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let tally = if is_hidden && !reads_hidden { &mut counted.hidden } else { &mut counted.by_ignore_files };
        match is_directory {
            true => tally.add_directory(path, &mut most),
            false => tally.files += 1,
        }
    }
    counted
}

impl Tally {
    /// Adds the manifests of a directory; the directory itself if it has too many entries to be looked through.
    fn add_directory(&mut self, directory: &Path, most: &mut usize) {
        match manifests(directory, MOST_ENTRIES.min(*most)) {
            Some((files, entries)) => {
                self.files += files;
                *most -= entries;
            }
            None => {
                self.directories += 1;
                *most = most.saturating_sub(MOST_ENTRIES);
            }
        }
    }
}

/// The number of manifests in a directory, at any depth, and of the entries that were looked at; `None` if there are more
/// entries than `most`.
fn manifests(directory: &Path, most: usize) -> Option<(usize, usize)> {
    let (mut files, mut entries) = (0, 0);
    let mut waiting = vec![directory.to_owned()];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory).ok()? {
            let entry = entry.ok()?;
            entries += 1;
            if entries > most {
                return None;
            }
            let name = entry.file_name();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                waiting.extend((name != GIT).then(|| entry.path()));
            } else if is_manifest(Path::new(&name)) {
                files += 1;
            }
        }
    }
    Some((files, entries))
}

//! The input: the files, what was skipped, and which directories were searched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::paths::normal;
use super::source::Source;
use super::sources::Sources;

/// The input of a run.
#[derive(Debug, Default)]
pub struct Input {
    /// The relevant files.
    pub sources: Sources,
    /// Files that were skipped.
    pub skipped: Vec<Skipped>,
    /// What the search of directories left out, by the rules of the search.
    pub left_out: LeftOut,
    /// The number of files that were read, relevant or not.
    pub files: usize,
    /// The files and directories that the user named. Nothing is known about files outside of them.
    pub(super) named: BTreeSet<PathBuf>,
}

/// A skipped file, with the reason in one or two words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why the file was skipped.
    pub reason: &'static str,
}

/// What the search of directories left out: files whose names say that they are manifests, and directories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// What .gitignore, .ignore and the like exclude.
    pub by_ignore_files: Tally,
    /// Files and directories whose names begin with a dot.
    pub hidden: Tally,
}

/// A number of files and directories. Files in a directory count as files; a directory that is too large to be looked
/// through counts as a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The files.
    pub files: usize,
    /// The directories.
    pub directories: usize,
}

impl Input {
    /// Whether a file, from the root, lies in the files and directories that the user named.
    pub fn is_within_named(&self, path: &Path) -> bool {
        self.named.iter().any(|named| path.starts_with(named))
    }

    /// An input of these files; irrelevant files are only counted.
    pub fn from_sources(sources: Vec<Source>) -> Input {
        let mut input = Input::default();
        input.add(sources);
        input
    }

    /// Adds files; irrelevant files are only counted. The ids of the earlier files stay the same.
    pub fn add(&mut self, sources: Vec<Source>) {
        self.files += sources.len();
        self.sources.extend(sources.into_iter().filter(Source::is_relevant));
    }

    /// States that a directory was searched completely, so a file that is not in the input does not exist.
    pub fn covering(mut self, directory: &Path) -> Input {
        self.named.insert(normal(directory));
        self
    }

    /// Whether an absolute path was searched, even if there is no such file.
    pub fn covers(&self, path: &Path) -> bool {
        self.named.iter().any(|named| path.starts_with(named))
            || self.sources.iter().any(|source| path == source.absolute_path() || path == source.real_path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_added_changes_no_id() {
        let file = |name: &str| Source::from_text(name, "apiVersion: projectcalico.org/v3\nkind: BGPPeer\n");
        let named = |input: &Input| -> Vec<_> {
            input.sources.iter().map(|source| (source.id(), source.name().to_owned())).collect()
        };
        let mut input =
            Input::from_sources(vec![file("m.yaml"), Source::from_text("pod.yaml", "kind: Pod"), file("z.yaml")]);
        let before = named(&input);
        input.add(vec![file("a.yaml"), file("n.yaml")]);
        assert_eq!(named(&input)[..2], before);
        assert_eq!(input.files, 5);
        let by_name: Vec<&str> = input.sources.by_name().map(Source::name).collect();
        assert_eq!(by_name, ["a.yaml", "m.yaml", "n.yaml", "z.yaml"]);
        for (rank, source) in input.sources.by_name().enumerate() {
            assert_eq!(input.sources.rank(source.id()), rank);
            assert_eq!(input.sources[source.id()].name(), source.name());
        }
    }
}

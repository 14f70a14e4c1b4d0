//! What is linted: the files, what was left out, and how far one has looked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::paths::normal;
use super::source::Source;
use super::sources::Sources;

/// Everything that is to be linted.
#[derive(Debug, Default)]
pub struct Input {
    /// The files that concern us.
    pub sources: Sources,
    /// Files that could not be taken into account.
    pub skipped: Vec<Skipped>,
    /// How many files were looked at, those that do not concern us among them.
    pub files: usize,
    /// The files and directories that were named: what lies in none of them was not looked at.
    pub(super) named: BTreeSet<PathBuf>,
}

/// A file that was left out, with the reason in a word or two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why it was left out.
    pub reason: &'static str,
}

impl Input {
    /// The given files as an input; those that do not concern us are left out.
    pub fn from_sources(sources: Vec<Source>) -> Input {
        let mut input = Input::default();
        input.add(sources);
        input
    }

    /// Adds files, of which those that do not concern us are only counted. The files that are there keep their ids.
    pub fn add(&mut self, sources: Vec<Source>) {
        self.files += sources.len();
        self.sources.extend(sources.into_iter().filter(Source::is_relevant));
    }

    /// Says that a directory was looked at as a whole: what is not among the files is not there.
    pub fn covering(mut self, directory: &Path) -> Input {
        self.named.insert(normal(directory));
        self
    }

    /// Whether a file or directory, from the root, lies within what was looked at, be it there or not.
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

//! Paths → the files to read, in the order of their names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;

use super::paths::{is_kustomization, shown};
use super::source::Source;
use super::sources::Sources;

/// The largest file that is read, in bytes: offsets are kept in 32 bits.
const MAX_FILE_SIZE: usize = u32::MAX as usize;
/// Endings of the files that are read out of a directory.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Everything that is to be linted.
#[derive(Debug, Default)]
pub struct Input {
    /// The files that concern us.
    pub sources: Sources,
    /// Files that could not be taken into account.
    pub skipped: Vec<Skipped>,
    /// How many files were looked at, those that do not concern us among them.
    pub files: usize,
}

/// A file that was left out, with the reason in a word or two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Why it was left out.
    pub reason: &'static str,
}

/// Why there is nothing to lint.
#[derive(Debug)]
pub enum InputError {
    /// A file or directory cannot be read.
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The paths name no file at all.
    NoFiles,
}

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            InputError::Unreadable { path, error } => write!(formatter, "cannot read {}: {error}", path.display()),
            InputError::NoFiles => formatter.write_str("no input file: no *.yaml, *.yml or *.json found"),
        }
    }
}

impl std::error::Error for InputError {}

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
}

/// Reads all files that `paths` name; `-` is stdin. `inventories` are further files, with all nodes of a cluster each.
///
/// # Errors
/// A path that cannot be read, or no file at all.
pub fn collect(paths: &[PathBuf], inventories: &[PathBuf], mut stdin: impl Read) -> Result<Input, InputError> {
    let unreadable = |path: &Path, error| InputError::Unreadable { path: path.to_owned(), error };
    let mut files = Files { may_overlap: paths.len() + inventories.len() > 1, ..Files::default() };
    let mut sources = Vec::new();
    for path in inventories {
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, error))?;
        sources.push(Source::from_bytes(&shown(path), bytes).read_from(path).as_inventory());
        files.is_new(path);
    }
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            stdin.read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
            sources.push(Source::from_bytes(Source::STDIN, bytes));
        } else if path.metadata().map_err(|error| unreadable(path, error))?.is_dir() {
            files.walk(path)?;
        } else {
            files.add(path);
        }
    }
    let Files { by_name: files, mut skipped, found_any, .. } = files;
    if !found_any && sources.iter().all(Source::is_inventory) {
        return Err(InputError::NoFiles);
    }
    let files: Vec<(String, PathBuf)> = files.into_iter().collect();
    let total = files.len() + sources.len();
    let read: Vec<Result<Outcome, InputError>> = files
        .into_par_iter()
        .map(|(name, path)| read_file(&name, &path).map_err(|error| unreadable(&path, error)))
        .collect();
    for file in read {
        match file? {
            Outcome::Source(source) => sources.push(source),
            Outcome::Skipped(file) => skipped.push(file),
            Outcome::Irrelevant => {}
        }
    }
    let input = Input::from_sources(sources);
    Ok(Input { skipped, files: total, ..input })
}

enum Outcome {
    Source(Source),
    Skipped(Skipped),
    Irrelevant,
}

fn read_file(name: &str, path: &Path) -> io::Result<Outcome> {
    let bytes = std::fs::read(path)?;
    if bytes.len() >= MAX_FILE_SIZE {
        return Ok(Outcome::Skipped(Skipped { file: name.to_owned(), reason: "larger than 4 GiB" }));
    }
    let source = Source::from_bytes(name, bytes).read_from(path);
    if !source.is_relevant() {
        return Ok(Outcome::Irrelevant);
    }
    Ok(Outcome::Source(source.in_chart(is_in_chart(path))))
}

/// The files to read, by name.
#[derive(Default)]
struct Files {
    by_name: BTreeMap<String, PathBuf>,
    skipped: Vec<Skipped>,
    /// Whether a path named any file, be it one that is read under another name.
    found_any: bool,
    /// Whether one file may come in under two names.
    may_overlap: bool,
    seen: BTreeSet<PathBuf>,
}

impl Files {
    /// Whether the file has not come in yet under another name.
    fn is_new(&mut self, path: &Path) -> bool {
        !self.may_overlap || path.canonicalize().is_ok_and(|canonical| self.seen.insert(canonical))
    }

    fn add(&mut self, path: &Path) {
        self.found_any = true;
        if self.is_new(path) {
            self.by_name.insert(shown(path), path.to_owned());
        }
    }

    fn walk(&mut self, directory: &Path) -> Result<(), InputError> {
        for entry in WalkBuilder::new(directory).require_git(false).build() {
            let entry = entry.map_err(|error| {
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other("the directory cannot be walked"));
                InputError::Unreadable { path: directory.to_owned(), error }
            })?;
            let path = entry.path();
            if !is_manifest(path) || path.is_dir() {
                continue;
            }
            match path.metadata() {
                Ok(_) => self.add(path),
                Err(_) => {
                    self.found_any = true;
                    self.skipped.push(Skipped { file: shown(path), reason: "a link to nothing" });
                }
            }
        }
        Ok(())
    }
}

/// Whether a file of a directory is read, told by its name.
fn is_manifest(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let has_ending = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    has_ending || is_kustomization(path)
}

/// Whether a file lies in the `templates` folder of a Helm chart.
fn is_in_chart(path: &Path) -> bool {
    let is_templates = |directory: &&Path| directory.file_name().is_some_and(|name| name == "templates");
    let mut folders = path.ancestors().skip(1).filter(is_templates);
    folders.any(|templates| templates.parent().is_some_and(|chart| chart.join("Chart.yaml").is_file()))
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

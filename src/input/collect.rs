//! Paths → the files to read, sorted by name.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use rayon::prelude::*;

use super::disk::{
    LARGEST_MANIFEST, LEADS_OUT, leads_out, leads_out_of_repository, read_file_or_pipe, read_named, read_up_to,
    repository_root,
};
use super::given::{Input, Skipped};
use super::paths::{absolute, is_kustomization, real, shown};
use super::source::Source;

/// The extensions of files that bgplint knows in a directory.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Why there is no input.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A file or directory cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        #[source]
        error: io::Error,
    },
    /// The paths contain no file to check.
    #[error("no input file: no *.yaml, *.yml or *.json found")]
    NoFiles,
}

/// Reads all files of `paths`; `-` is stdin. `inventories` are additional files, each with all nodes of a cluster.
///
/// # Errors
/// A path cannot be read, or the paths contain no file.
pub fn collect(paths: &[PathBuf], inventories: &[PathBuf], mut stdin: impl Read) -> Result<Input, InputError> {
    let unreadable = |path: &Path, error| InputError::Unreadable { path: path.to_owned(), error };
    let mut files = Files { may_overlap: paths.len() + inventories.len() > 1, ..Files::default() };
    let mut sources = Vec::new();
    for path in inventories {
        let bytes = read_named(path, LARGEST_MANIFEST).map_err(|error| unreadable(path, error))?;
        sources.push(found(Source::from_bytes(&shown(path), bytes), path).as_inventory());
        files.is_new(path);
    }
    for path in paths {
        if path.as_os_str() == "-" {
            let bytes = read_up_to(&mut stdin, LARGEST_MANIFEST, 0).map_err(|error| unreadable(path, error))?;
            sources.push(found(Source::from_bytes(Source::STDIN, bytes), Path::new(Source::STDIN)));
        } else if path.metadata().map_err(|error| unreadable(path, error))?.is_dir() {
            files.walk(path)?;
        } else {
            files.add(path, How::Named);
        }
    }
    let Files { by_path: files, mut skipped, found_any, .. } = files;
    if !found_any && sources.iter().all(Source::is_inventory) {
        return Err(InputError::NoFiles);
    }
    let files: Vec<(PathBuf, How)> = files.into_iter().map(|(path, how)| (path.into(), how)).collect();
    let total = files.len() + sources.len();
    let read: Vec<Result<FileOutcome, InputError>> = files
        .into_par_iter()
        .map(|(path, how)| read_file(&path, how).map_err(|error| unreadable(&path, error)))
        .collect();
    for file in read {
        match file? {
            FileOutcome::Source(source) => sources.push(source),
            FileOutcome::Skipped(file) => skipped.push(file),
            FileOutcome::Irrelevant => {}
        }
    }
    let mut input = Input::from_sources(sources);
    input.sources.see_from(absolute(Path::new(".")));
    let stdin = Path::new(Source::STDIN);
    let named = paths.iter().map(|path| if path.as_os_str() == "-" { stdin } else { path });
    let named = named.chain(inventories.iter().map(PathBuf::as_path));
    input.named = named.flat_map(|path| [absolute(path), real(path)]).collect();
    Ok(Input { skipped, files: total, ..input })
}

/// A file with the path that it was read from.
fn found(source: Source, path: &Path) -> Source {
    source.read_from(path).found_at(absolute(path))
}

enum FileOutcome {
    Source(Source),
    Skipped(Skipped),
    Irrelevant,
}

/// How a file came in.
#[derive(Clone, Copy)]
enum How {
    /// The user named it.
    Named,
    /// It was found in a directory that the user named.
    Found,
}

fn read_file(path: &Path, how: How) -> io::Result<FileOutcome> {
    let skipped = |reason| Ok(FileOutcome::Skipped(Skipped { file: shown(path), reason }));
    let bytes = match how {
        How::Named if leads_out_of_repository(path) => return skipped(LEADS_OUT),
        How::Named => read_file_or_pipe(path, LARGEST_MANIFEST)?,
        // What is in a directory is not trusted to end, nor to be what it was a moment ago.
        How::Found => {
            let file = File::open(path)?;
            let size = file.metadata()?.len();
            if size > LARGEST_MANIFEST {
                return skipped("larger than 4 GiB");
            }
            read_up_to(file, LARGEST_MANIFEST, size)?
        }
    };
    let source = found(Source::from_bytes(&shown(path), bytes), path);
    if !source.is_relevant() {
        return Ok(FileOutcome::Irrelevant);
    }
    Ok(FileOutcome::Source(source.in_chart(is_in_chart(path))))
}

/// The files to read, by path: two paths may be shown alike.
#[derive(Default)]
struct Files {
    by_path: BTreeMap<OsString, How>,
    skipped: Vec<Skipped>,
    /// Whether any path led to a file, even a file that was already read under another name.
    found_any: bool,
    /// Whether two paths may lead to the same file.
    may_overlap: bool,
    seen: BTreeSet<PathBuf>,
}

impl Files {
    /// Whether the file was not read yet under another name.
    fn is_new(&mut self, path: &Path) -> bool {
        // A pipe has no path of its own.
        !self.may_overlap || path.canonicalize().map_or(true, |canonical| self.seen.insert(canonical))
    }

    fn add(&mut self, path: &Path, how: How) {
        self.found_any = true;
        if self.is_new(path) {
            self.by_path.insert(path.as_os_str().to_owned(), how);
        }
    }

    fn skip(&mut self, path: &Path, reason: &'static str) {
        self.found_any = true;
        self.skipped.push(Skipped { file: shown(path), reason });
    }

    fn walk(&mut self, directory: &Path) -> Result<(), InputError> {
        let root = repository_root(directory);
        for entry in WalkBuilder::new(directory).require_git(false).build() {
            let entry = entry.map_err(|error| {
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other("unknown error"));
                InputError::Unreadable { path: directory.to_owned(), error }
            })?;
            let path = entry.path();
            if !is_manifest(path) || path.is_dir() {
                continue;
            }
            match path.metadata() {
                Err(_) => self.skip(path, "a link to nothing"),
                Ok(_) if entry.path_is_symlink() && leads_out(&root, path) => self.skip(path, LEADS_OUT),
                Ok(metadata) if !metadata.is_file() => self.skip(path, "not a regular file"),
                Ok(_) => self.add(path, How::Found),
            }
        }
        Ok(())
    }
}

/// Whether the name of a file in a directory says that it is a manifest.
fn is_manifest(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let has_ending = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    has_ending || is_kustomization(path)
}

/// Whether a file is in the `templates` directory of a Helm chart.
fn is_in_chart(path: &Path) -> bool {
    let is_templates = |directory: &&Path| directory.file_name().is_some_and(|name| name == "templates");
    let mut folders = path.ancestors().skip(1).filter(is_templates);
    folders.any(|templates| templates.parent().is_some_and(|chart| chart.join("Chart.yaml").is_file()))
}

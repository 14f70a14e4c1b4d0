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
use super::given::{Input, LeftOut, Skipped};
use super::left_out::{GIT, Searched, left_out};
use super::paths::{absolute, is_manifest, real, shown};
use super::source::Source;

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

/// How directories are searched.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// Whether files and directories are read whose names begin with a dot. `.git` is never read.
    pub hidden: bool,
    /// Whether files are read that .gitignore, .ignore and the like exclude.
    pub no_ignore_files: bool,
    /// The configuration files, from the root: they are no manifests that were left out.
    pub settings: Vec<PathBuf>,
}

/// Reads all files of `paths`; `-` is stdin. `inventories` are additional files, each with all nodes of a cluster.
///
/// # Errors
/// A path cannot be read, or the paths contain no file.
pub fn collect(paths: &[PathBuf], inventories: &[PathBuf], stdin: impl Read) -> Result<Input, InputError> {
    collect_as(&Walk::default(), paths, inventories, stdin)
}

/// Reads the same as [`collect`], but searches directories as `walk` says.
///
/// # Errors
/// A path cannot be read, or the paths contain no file.
pub fn collect_as(
    walk: &Walk,
    paths: &[PathBuf],
    inventories: &[PathBuf],
    mut stdin: impl Read,
) -> Result<Input, InputError> {
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
            files.walk(path, walk)?;
        } else {
            files.add(path, How::Named);
        }
    }
    let left_out = files.left_out(walk);
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
            FileOutcome::Source(source) => sources.push(*source),
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
    Ok(Input { skipped, left_out, files: total, ..input })
}

/// A file with the path that it was read from.
fn found(source: Source, path: &Path) -> Source {
    source.read_from(path).found_at(absolute(path))
}

enum FileOutcome {
    Source(Box<Source>),
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
    Ok(FileOutcome::Source(Box::new(source.in_chart(is_in_chart(path)))))
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
    searched: Searched,
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

    fn walk(&mut self, directory: &Path, walk: &Walk) -> Result<(), InputError> {
        let (root, own) = (repository_root(directory), real(directory));
        self.is_new(directory);
        for entry in walker(directory, walk) {
            let entry = entry.map_err(|error| {
                let error = error.into_io_error().unwrap_or_else(|| io::Error::other("unknown error"));
                InputError::Unreadable { path: directory.to_owned(), error }
            })?;
            let (path, is_link) = (entry.path(), entry.path_is_symlink());
            // A named directory may be a link.
            let is_directory = entry.depth() == 0 || entry.file_type().is_some_and(|kind| kind.is_dir());
            self.searched.note(path, entry.depth(), is_directory);
            if is_directory {
                continue;
            }
            if is_link && path.is_dir() {
                // What lies in the directory of the search is found there.
                if !real(path).starts_with(&own) {
                    self.skipped.push(Skipped { file: shown(path), reason: "symbolic link to a directory" });
                }
                continue;
            }
            if !is_manifest(path) {
                continue;
            }
            match path.metadata() {
                Err(_) => self.skip(path, "a link to nothing"),
                Ok(_) if is_link && leads_out(&root, path) => self.skip(path, LEADS_OUT),
                Ok(metadata) if !metadata.is_file() => self.skip(path, "not a regular file"),
                Ok(_) => self.add(path, How::Found),
            }
        }
        Ok(())
    }

    /// Counts what the searches left out and nobody named.
    fn left_out(&mut self, walk: &Walk) -> LeftOut {
        let mut passed_over = self.searched.passed_over();
        passed_over.retain(|entry| !walk.settings.contains(&absolute(&entry.path)) && self.is_new(&entry.path));
        left_out(&passed_over, walk.hidden)
    }
}

/// The search of a directory. Nothing in `.git` is a manifest, whatever an ignore file says of it.
fn walker(directory: &Path, walk: &Walk) -> ignore::Walk {
    WalkBuilder::new(directory)
        .standard_filters(!walk.no_ignore_files)
        .hidden(!walk.hidden)
        .require_git(false)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != GIT)
        .build()
}

/// Whether a file is in the `templates` directory of a Helm chart.
fn is_in_chart(path: &Path) -> bool {
    let is_templates = |directory: &&Path| directory.file_name().is_some_and(|name| name == "templates");
    let mut folders = path.ancestors().skip(1).filter(is_templates);
    folders.any(|templates| templates.parent().is_some_and(|chart| chart.join("Chart.yaml").is_file()))
}

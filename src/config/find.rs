//! Which `.bgplint.yaml` is in force: the nearest file up to the root of the repository, or a file that is locked.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{Config, source};
use crate::error::Error;
use crate::input::absolute;
use crate::input::disk::{LEADS_OUT, is_writable_by_all, leads_out, repository_root};

/// The names of the file, in the order of the search.
const NAMES: [&str; 2] = [".bgplint.yaml", ".bgplint.yml"];

impl Config {
    /// The configuration file for the files in `directory`: the nearest one in it and the directories above, up to the root
    /// of the repository; without a repository, up to the working directory if it is above, and else in `directory` alone.
    /// A directory above that everybody may write to is passed over.
    ///
    /// # Errors
    /// One directory has files of both names, or the file is a link that leads out of the repository.
    pub fn find(directory: &Path) -> Result<Option<PathBuf>, Error> {
        let root = search_root(directory);
        let above = directory.ancestors().take_while(|above| above.starts_with(&root));
        for directory in above.filter(|above| *above == directory || !is_writable_by_all(above)) {
            // A directory or a broken link with the right name is taken too, so that reading it fails with a clear error.
            let is_there = |name: &&str| directory.join(name).symlink_metadata().is_ok();
            match NAMES.into_iter().filter(is_there).collect::<Vec<_>>().as_slice() {
                [name] => {
                    let path = directory.join(name);
                    return match leads_out(&root, &path) {
                        true => Err(Error::Read { path, source: io::Error::other(LEADS_OUT) }),
                        false => Ok(Some(path)),
                    };
                }
                [_, _, ..] => return Err(Error::TwoConfigurations { directory: directory.to_owned(), names: NAMES }),
                [] => {}
            }
        }
        Ok(None)
    }

    /// Reads a file that was found. What the configurations above it, up to the root of the repository, never ignore, the file
    /// does not ignore either.
    ///
    /// # Errors
    /// A file cannot be read, or its configuration is not valid.
    pub fn read_found(path: &Path) -> Result<Config, Error> {
        let own = absolute(path);
        let root = repository_root(own.parent().unwrap_or(&own));
        let (mut never_ignore, mut others) = (Vec::new(), Vec::new());
        let mut outside = own.parent().and_then(Path::parent).map(Path::to_owned);
        while let Some(directory) = outside.filter(|directory| directory.starts_with(&root)) {
            let Some(found) = Config::find(&directory)? else {
                break;
            };
            never_ignore.extend(Config::read(&found)?.never_ignore);
            outside = found.parent().and_then(Path::parent).map(Path::to_owned);
            others.push(found);
        }
        let config = Config::parse_below(source(path)?, never_ignore)?;
        Ok(Config { others, ..config })
    }

    /// All configuration files where [`Config::find`] looks for files in `directory`, the nearest first.
    pub fn all(directory: &Path) -> Vec<PathBuf> {
        let root = search_root(directory);
        let above = directory.ancestors().take_while(|above| above.starts_with(&root));
        let files = above.flat_map(|above| NAMES.map(|name| above.join(name)));
        files.filter(|file| file.symlink_metadata().is_ok()).collect()
    }

    /// Reads a file that is locked for the files in `directory`. The configurations of the repository are not read.
    ///
    /// # Errors
    /// The file cannot be read, or the configuration is not valid.
    pub fn read_locked(path: &Path, directory: &Path) -> Result<Config, Error> {
        let config = Config::read(path)?;
        let own = absolute(path);
        let others = Config::all(directory).into_iter().filter(|file| *file != own).collect();
        let root = own.parent().map(|own| counterpart(own, directory));
        Ok(Config { is_locked: true, root, others, ..config })
    }
}

/// The highest directory in which the configuration for the files in `directory` may be.
fn search_root(directory: &Path) -> PathBuf {
    let repository = repository_root(directory);
    let working = absolute(Path::new("."));
    let has_repository = repository != directory || directory.join(".git").exists();
    match !has_repository && directory.starts_with(&working) {
        true => working,
        false => repository,
    }
}

/// The directory that is in the repository of `directory` what `own` is in its repository. A locked file may be in another
/// checkout, and means the files of this one.
pub(super) fn counterpart(own: &Path, directory: &Path) -> PathBuf {
    if directory.starts_with(own) {
        return own.to_owned();
    }
    let below = own.strip_prefix(repository_root(own)).unwrap_or(Path::new("")).to_owned();
    search_root(directory).join(below)
}

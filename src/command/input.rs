//! Reads the configuration and the manifests for the commands.

use std::path::{Path, PathBuf};

use bgplint::input::disk::repository_root;
use bgplint::input::{absolute, common, real, seen_from};
use bgplint::{Config, Error, Input, InvalidValue, Settings, collect};

use super::Stdin;
use crate::cli::InputArguments;

/// Reads the input that the arguments name, and its settings.
///
/// # Errors
/// The configuration is not valid, or the input cannot be read.
pub fn read(arguments: &InputArguments, stdin: &mut Stdin) -> Result<(Settings, Input), Error> {
    let settings = settings(arguments, stdin)?;
    let configured = if settings.overrides.nodes.is_some() { Vec::new() } else { settings.inventory_files() };
    refuse_outside(&settings, &configured)?;
    let input = collect(&paths(arguments, stdin), &settings.inventory_files(), &mut *stdin.stream)?;
    Ok((settings, input))
}

/// The configuration with the overrides of the command line.
///
/// # Errors
/// The configuration is not valid.
pub fn settings(arguments: &InputArguments, stdin: &Stdin) -> Result<Settings, Error> {
    let config = match (&arguments.config, arguments.no_config) {
        (Some(file), _) => Some(Config::read(file)?),
        (None, true) => None,
        (None, false) => {
            let found = Config::find(&common_directory(&paths(arguments, stdin)))?;
            let found = found.map(|file| seen_from(&absolute(Path::new(".")), &file));
            found.map(|file| Config::read_found(&file)).transpose()?
        }
    };
    let config = config.unwrap_or_default();
    Ok(Settings { config, overrides: arguments.overrides(), baseline: None })
}

/// Refuses files that the configuration names outside of its repository: a stranger may have written the configuration.
///
/// # Errors
/// A file lies outside.
pub fn refuse_outside(settings: &Settings, files: &[PathBuf]) -> Result<(), Error> {
    let Some(source) = &settings.config.source else {
        return Ok(());
    };
    let root = real(&repository_root(source.directory()));
    match files.iter().find(|file| !real(file).starts_with(&root)) {
        None => Ok(()),
        Some(file) => {
            let problem = format!("{} names {}, which is outside of the repository", source.name(), file.display());
            Err(InvalidValue::new(problem).help("name the file on the command line").into())
        }
    }
}

/// The paths of the command line; without paths stdin if something is piped into it, and the current directory otherwise.
fn paths(arguments: &InputArguments, stdin: &Stdin) -> Vec<PathBuf> {
    match arguments.paths.as_slice() {
        [] if stdin.is_piped => vec![PathBuf::from("-")],
        [] => vec![PathBuf::from(".")],
        paths => paths.to_vec(),
    }
}

/// The deepest directory that contains all paths; stdin belongs to the working directory.
fn common_directory(paths: &[PathBuf]) -> PathBuf {
    let directory = |path: &PathBuf| match path {
        path if path.as_os_str() == "-" => absolute(Path::new(".")),
        path if path.is_dir() => absolute(path),
        path => absolute(path).parent().map_or_else(PathBuf::new, Path::to_owned),
    };
    let mut directories = paths.iter().map(directory);
    let first = directories.next().unwrap_or_default();
    directories.fold(first, |one, other| common(&one, &other))
}

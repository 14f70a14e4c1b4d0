//! Reads the configuration and the manifests for the commands.

use std::path::{Path, PathBuf};

use bgplint::input::disk::repository_root;
use bgplint::input::{absolute, common, real, seen_from};
use bgplint::{Baseline, Config, Error, Input, InvalidValue, Settings, Walk, collect_as};

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
    let walk = walk(arguments, &settings, stdin);
    let input = collect_as(&walk, &paths(arguments, stdin), &settings.inventory_files(), &mut *stdin.stream)?;
    Ok((settings, input))
}

/// How directories are searched. Where the configuration is locked, no name and no ignore file hides a manifest.
fn walk(arguments: &InputArguments, settings: &Settings, stdin: &Stdin) -> Walk {
    let Config { source, is_locked, .. } = &settings.config;
    let own = source.iter().map(|source| source.absolute_path().to_owned());
    Walk {
        hidden: arguments.hidden || *is_locked,
        no_ignore_files: arguments.no_ignore_files || *is_locked,
        settings: own.chain(Config::all(&common_directory(&paths(arguments, stdin)))).collect(),
    }
}

/// The configuration with the overrides of the command line.
///
/// # Errors
/// The configuration is not valid.
pub fn settings(arguments: &InputArguments, stdin: &Stdin) -> Result<Settings, Error> {
    let directory = || common_directory(&paths(arguments, stdin));
    let seen = |file: &PathBuf| seen_from(&absolute(Path::new(".")), file);
    let config = match (&arguments.locked_config, &arguments.config, arguments.no_config) {
        (Some(file), ..) => Some(Config::read_locked(file, &directory())?),
        (None, Some(file), _) => Some(Config::read(file)?),
        (None, None, true) => None,
        (None, None, false) => {
            let found = Config::find(&directory())?;
            found.map(|file| Config::read_found(&seen(&file))).transpose()?
        }
    };
    let mut config = config.unwrap_or_default();
    config.others = config.others.iter().map(seen).collect();
    Ok(Settings { config, overrides: arguments.overrides(), baseline: None })
}

/// Reads a baseline. Beside a locked configuration it means the files of the repository of the input.
///
/// # Errors
/// The file cannot be read, or is not a baseline.
pub fn baseline(
    arguments: &InputArguments,
    settings: &Settings,
    file: &Path,
    stdin: &Stdin,
) -> Result<Baseline, Error> {
    match settings.config.is_locked {
        true => Baseline::read_in(file, &common_directory(&paths(arguments, stdin))),
        false => Baseline::read(file),
    }
}

/// Refuses files that the configuration names outside of its repository: a stranger may have written the configuration.
///
/// # Errors
/// A file lies outside.
pub fn refuse_outside(settings: &Settings, files: &[PathBuf]) -> Result<(), Error> {
    // A locked configuration is not the work of a stranger.
    let Some(source) = settings.config.source.as_ref().filter(|_| !settings.config.is_locked) else {
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

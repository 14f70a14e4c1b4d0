//! What the commands read: the configuration, and the manifests.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use bgplint::config::{Asked, Config, ConfigError, Settled};
use bgplint::input::{Input, Source, absolute, collect, common, real, seen_from};

use super::Failure;
use crate::cli::InputArguments;

/// Reads what is named, and what is settled on for it.
///
/// # Errors
/// A configuration that is wrong, or input that cannot be read.
pub fn read(arguments: &InputArguments) -> Result<(Settled, Input), Failure> {
    let settled = settled(arguments)?;
    let input = collect(&paths(arguments), &settled.inventory_files(), io::stdin());
    Ok((settled, input.map_err(|error| Failure(error.to_string()))?))
}

/// The configuration with what the command line says over it.
///
/// # Errors
/// A configuration that is wrong.
pub fn settled(arguments: &InputArguments) -> Result<Settled, Failure> {
    let failure = |error: ConfigError| Failure(error.to_string());
    let file = match (&arguments.config, arguments.no_config) {
        (Some(file), _) => Some(file.clone()),
        (None, true) => None,
        (None, false) => Config::find(&common_directory(&paths(arguments)))
            .map_err(failure)?
            .map(|file| seen_from(&absolute(Path::new(".")), &file)),
    };
    let config = match &file {
        Some(file) => Config::read(file).map_err(failure)?,
        None => Config::default(),
    };
    let asked = Asked {
        release: arguments.calico_version,
        nodes: arguments.nodes.clone(),
        router_id: arguments.router_id.clone(),
    };
    Ok(Settled { config, file, asked })
}

/// Refuses files that are to hold all nodes of a cluster, and hold none.
///
/// # Errors
/// There is one.
pub fn require_nodes(without: &[String]) -> Result<(), Failure> {
    match without.first() {
        Some(file) => Err(Failure(format!("{file} holds no Node, and is said to hold all nodes (--nodes)"))),
        None => Ok(()),
    }
}

/// Whether a file lies within what is read, be it there or not.
pub fn takes_in(arguments: &InputArguments, settled: &Settled, file: &Path) -> bool {
    let file = absolute(file);
    let (stdin, named): (Vec<PathBuf>, Vec<PathBuf>) =
        paths(arguments).into_iter().partition(|path| path.as_os_str() == "-");
    let is_around = |path: &PathBuf| file.starts_with(absolute(path)) || file.starts_with(real(path));
    let is_named = named.iter().chain(&settled.inventory_files()).any(is_around);
    is_named || !stdin.is_empty() && file == absolute(Path::new(Source::STDIN))
}

/// What is named; else stdin if something is piped into it, else the current directory.
fn paths(arguments: &InputArguments) -> Vec<PathBuf> {
    match arguments.paths.as_slice() {
        [] if is_piped() => vec![PathBuf::from("-")],
        [] => vec![PathBuf::from(".")],
        paths => paths.to_vec(),
    }
}

/// The deepest directory around all paths; stdin belongs to the working directory.
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

/// Whether something is piped into stdin: a terminal is nothing, and neither is the /dev/null that CI gives.
fn is_piped() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if std::fs::metadata("/dev/stdin").is_ok_and(|stdin| stdin.file_type().is_char_device()) {
            return false;
        }
    }
    !io::stdin().is_terminal()
}

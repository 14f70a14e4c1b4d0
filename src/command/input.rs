//! What the commands read: the configuration, and the manifests.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use bgplint::input::{absolute, common, seen_from};
use bgplint::{Config, Error, Input, Settings, collect};

use crate::cli::InputArguments;

/// Reads what is named, and what is settled on for it.
///
/// # Errors
/// A configuration that is wrong, or input that cannot be read.
pub fn read(arguments: &InputArguments) -> Result<(Settings, Input), Error> {
    let settings = settings(arguments)?;
    let input = collect(&paths(arguments), &settings.inventory_files(), io::stdin())?;
    Ok((settings, input))
}

/// The configuration with what the command line says of the clusters over it.
///
/// # Errors
/// A configuration that is wrong.
pub fn settings(arguments: &InputArguments) -> Result<Settings, Error> {
    let file = match (&arguments.config, arguments.no_config) {
        (Some(file), _) => Some(file.clone()),
        (None, true) => None,
        (None, false) => {
            let found = Config::find(&common_directory(&paths(arguments)))?;
            found.map(|file| seen_from(&absolute(Path::new(".")), &file))
        }
    };
    let config = file.map(|file| Config::read(&file)).transpose()?.unwrap_or_default();
    Ok(Settings { config, overrides: arguments.overrides(), baseline: None })
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

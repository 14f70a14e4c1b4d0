//! What the commands read.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use bgplint::input::{Input, collect};

use super::Failure;
use crate::cli::InputArguments;

/// Reads what is named.
///
/// # Errors
/// Input that cannot be read.
pub fn read(arguments: &InputArguments) -> Result<Input, Failure> {
    collect(&paths(arguments), arguments.inventory_file(), io::stdin()).map_err(|error| Failure(error.to_string()))
}

/// What is named; else stdin if something is piped into it, else the current directory.
fn paths(arguments: &InputArguments) -> Vec<PathBuf> {
    match arguments.paths.as_slice() {
        [] if is_piped() => vec![PathBuf::from("-")],
        [] => vec![PathBuf::from(".")],
        paths => paths.to_vec(),
    }
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

//! `bgplint completions SHELL`: prints the script that lets a shell complete bgplint's commands and options.

use std::io::Write;

use bgplint::Error;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Ending, write};
use crate::cli::Cli;

/// Prints the script for a shell.
///
/// # Errors
/// The output cannot be written.
pub fn completions(shell: Shell, stdout: &mut dyn Write) -> Result<Ending, Error> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "bgplint", &mut script);
    write(stdout, &String::from_utf8_lossy(&script))?;
    Ok(Ending::Clean)
}

//! `bgplint config`: prints the configuration that is in force.

use std::io::Write;

use bgplint::config::Config;

use super::{Ending, Failure, input, write};
use crate::cli::ConfigArguments;

/// Prints the configuration with what the command line says over it, or the schema.
///
/// # Errors
/// A configuration that is wrong.
pub fn config(arguments: &ConfigArguments, stdout: &mut dyn Write) -> Result<Ending, Failure> {
    if arguments.schema {
        write(stdout, &Config::schema())?;
        return Ok(Ending::Clean);
    }
    let settled = input::settled(&arguments.input)?;
    let from = match &settled.file {
        Some(file) => format!("# {}\n", file.display()),
        None => "# no .bgplint.yaml: what holds without one\n".to_owned(),
    };
    write(stdout, &(from + &settled.in_force().text()))?;
    Ok(Ending::Clean)
}

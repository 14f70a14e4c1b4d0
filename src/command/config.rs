//! `bgplint config`: prints the configuration that is in force.

use std::io;

use bgplint::input::absolute;
use bgplint::{Config, Error, Nodes};

use super::{Ending, Surroundings, input, write};
use crate::cli::ConfigArguments;

/// Prints the configuration with the overrides of the command line, or the JSON schema.
///
/// # Errors
/// The configuration is not valid.
pub fn config(arguments: &ConfigArguments, surroundings: &mut Surroundings) -> Result<Ending, Error> {
    if arguments.schema {
        write(surroundings.stdout.out, &Config::schema()?)?;
        return Ok(Ending::Clean);
    }
    let mut settings = input::settings(&arguments.input, &surroundings.stdin)?;
    // Paths in the configuration are relative to its directory, but paths on the command line to the working directory.
    if let Some(Nodes::File(file)) = &mut settings.overrides.nodes {
        *file = absolute(file);
    }
    let from = match &settings.config.source {
        Some(source) => format!("# {}\n", source.name()),
        None => "# no .bgplint.yaml found: the defaults\n".to_owned(),
    };
    write(
        surroundings.stdout.out,
        &(from + &settings.in_force().text().map_err(io::Error::other).map_err(Error::Output)?),
    )?;
    Ok(Ending::Clean)
}

//! `bgplint path FROM TO`: shows the path that the routes of one node take to another.

use bgplint::Error;
use bgplint::topology;

use super::topology::{node, with_sessions};
use super::{Ending, Surroundings, write};
use crate::cli::{PathArguments, PathFormat};

/// Prints the path.
///
/// # Errors
/// The input cannot be read or has no such node, or the output cannot be written.
pub fn path(arguments: &PathArguments, surroundings: &mut Surroundings) -> Result<Ending, Error> {
    let Surroundings { stdin, stdout, .. } = surroundings;
    with_sessions(&arguments.input, &arguments.fail, stdin, |sessions| {
        let (from, to) = (node(sessions, &arguments.from)?, node(sessions, &arguments.to)?);
        let text = match arguments.format {
            PathFormat::Text => topology::path(sessions, from, to),
            PathFormat::Json => topology::path_json(sessions, from, to)?,
        };
        write(stdout.out, &text)?;
        Ok(Ending::Clean)
    })
}

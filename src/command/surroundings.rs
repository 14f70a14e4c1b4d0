//! What surrounds a command: its three streams, how they can show things, and the page of the CI run.

use std::io::{Read, Write};
use std::path::PathBuf;

use bgplint::Look;

use crate::cli::When;

/// The width of what is written where there is no terminal to ask, in columns.
pub const WIDTH: usize = 100;

/// What surrounds a command.
pub struct Surroundings<'s> {
    /// What a command reads from.
    pub stdin: Stdin<'s>,
    /// Where results go.
    pub stdout: Stream<'s>,
    /// Where the last lines and errors go.
    pub stderr: Stream<'s>,
    /// The file that is shown on the page of a CI run.
    pub step_summary: Option<PathBuf>,
}

/// What a command reads from.
pub struct Stdin<'s> {
    /// The bytes.
    pub stream: &'s mut dyn Read,
    /// Whether something is piped in.
    pub is_piped: bool,
}

/// What a command writes to.
pub struct Stream<'s> {
    /// The bytes.
    pub out: &'s mut dyn Write,
    /// Whether colors are shown unless somebody asks for colors or for none.
    pub has_colors: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether a person looks at a terminal.
    pub is_terminal: bool,
}

impl Stream<'_> {
    /// How the stream shows things.
    pub fn look(&self, color: When) -> Look {
        let color = match color {
            When::Always => true,
            When::Never => false,
            When::Auto => self.has_colors,
        };
        Look { color, width: self.width.clamp(60, 140), links: self.is_terminal && color }
    }
}

//! The surroundings of a command: its three streams, their look, and the page of the CI run.

use std::io::{Read, Write};
use std::path::PathBuf;

use bgplint::Look;

use crate::cli::When;

/// The width of what is written where there is no terminal to ask, in columns.
pub const WIDTH: usize = 100;

/// The surroundings of a command.
pub struct Surroundings<'s> {
    /// The input of the command.
    pub stdin: Stdin<'s>,
    /// The stream for results.
    pub stdout: Stream<'s>,
    /// The stream for the last lines and errors.
    pub stderr: Stream<'s>,
    /// The file whose text is shown on the page of a CI run.
    pub step_summary: Option<PathBuf>,
}

/// The input of a command.
pub struct Stdin<'s> {
    /// The bytes.
    pub stream: &'s mut dyn Read,
    /// Whether something is piped into it.
    pub is_piped: bool,
}

/// An output of a command.
pub struct Stream<'s> {
    /// The bytes.
    pub out: &'s mut dyn Write,
    /// Whether colors are shown if the command line does not decide.
    pub has_colors: bool,
    /// The width in columns.
    pub width: usize,
    /// Whether the stream is a terminal.
    pub is_terminal: bool,
}

impl Stream<'_> {
    /// The look of the stream.
    pub fn look(&self, color: When) -> Look {
        let color = match color {
            When::Always => true,
            When::Never => false,
            When::Auto => self.has_colors,
        };
        Look { color, width: self.width.clamp(60, 140), links: self.is_terminal && color }
    }
}

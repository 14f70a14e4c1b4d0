//! How stdout and stderr can show things.

use std::io;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use bgplint::Look;

use crate::cli::When;

/// The width of what is written where there is no terminal to ask, in columns.
pub const WIDTH: usize = 100;

/// How stdout can show things.
pub fn look(color: When) -> Look {
    let stdout = io::stdout();
    let width = terminal_size::terminal_size_of(&stdout).map_or(WIDTH, |(width, _)| usize::from(width.0));
    look_of(&stdout, color, width)
}

/// How stderr can show things.
pub fn look_of_stderr() -> Look {
    let stderr = io::stderr();
    let width = terminal_size::terminal_size_of(&stderr).map_or(WIDTH, |(width, _)| usize::from(width.0));
    look_of(&stderr, When::Auto, width)
}

/// What the environment says of colors (NO_COLOR, CLICOLOR_FORCE, TERM) holds unless somebody asks for them or for none.
fn look_of(stream: &impl RawStream, color: When, width: usize) -> Look {
    let color = match color {
        When::Always => true,
        When::Never => false,
        When::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    };
    Look { color, width: width.clamp(60, 140), links: stream.is_terminal() && color }
}

//! How stdout can show things.

use std::io::{self, IsTerminal};

use bgplint::report::Look;

use crate::cli::When;

/// The width of what is written where there is no terminal to ask, in columns.
pub const WIDTH: usize = 100;

/// How stdout can show things.
pub fn look(color: When) -> Look {
    let is_terminal = io::stdout().is_terminal();
    let wants_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colour = match color {
        When::Always => true,
        When::Never => false,
        When::Auto => is_terminal && !wants_none,
    };
    let width = terminal_size::terminal_size_of(io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0));
    Look { colour, width: width.clamp(60, 140), links: is_terminal && colour }
}

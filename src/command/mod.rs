//! The commands, one file each.

mod check;
mod completions;
mod config;
mod explain;
mod filter;
mod init;
mod input;
mod look;
mod man;
mod path;
mod rules;
mod topology;

pub use check::check;
pub use completions::completions;
pub use config::config;
pub use explain::explain;
pub use filter::filter;
pub use init::init;
pub use man::man;
pub use path::path;
pub use rules::rules;
pub use topology::topology;

use std::fmt;
use std::io::{self, Write};

/// How a command ended well; the exit status follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing at or above the threshold: status 0.
    Clean,
    /// Findings at or above it: status 1.
    Findings,
}

/// Why a command could not do its work: status 2, with this text on stderr.
#[derive(Debug)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Writes text.
fn write(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    ignore_gone_reader(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// A reader that has seen enough and is gone is no failure.
fn ignore_gone_reader(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure(format!("cannot write: {error}"))),
        _ => Ok(()),
    }
}

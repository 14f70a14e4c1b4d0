//! The commands, one file each.

mod check;
mod completions;
mod config;
mod explain;
mod filter;
mod init;
mod input;
mod man;
mod path;
mod read;
mod rules;
mod run;
mod surroundings;
mod topology;

pub use check::check;
pub use completions::completions;
pub use config::config;
pub use explain::explain;
pub use filter::filter;
pub use init::init;
pub use man::man;
pub use path::path;
pub use read::read;
pub use rules::rules;
pub use run::run;
pub use surroundings::{Stdin, Stream, Surroundings, WIDTH};
pub use topology::topology;

use std::io::{self, Write};

use bgplint::Error;

/// The result of a command that could do its work; it decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// No finding reaches the threshold: status 0.
    Clean,
    /// A finding reaches the threshold: status 1.
    Findings,
}

/// Writes text.
fn write(out: &mut dyn Write, text: &str) -> Result<(), Error> {
    ignore_gone_reader(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// A reader that closes the pipe early (`| head`) is not an error.
fn ignore_gone_reader(written: io::Result<()>) -> Result<(), Error> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Output(error)),
        _ => Ok(()),
    }
}

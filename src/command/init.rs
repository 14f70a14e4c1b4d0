//! `bgplint init`: writes a configuration that explains every key.

use std::fs::OpenOptions;
use std::io::Write;

use bgplint::Error;
use bgplint::config::TEMPLATE;

use super::{Ending, write};

const FILE: &str = ".bgplint.yaml";

/// Writes the configuration into the working directory.
///
/// # Errors
/// The file exists already, or cannot be written.
pub fn init(stdout: &mut dyn Write) -> Result<Ending, Error> {
    let file = OpenOptions::new().write(true).create_new(true).open(FILE);
    let written = file.and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|source| Error::Write { path: FILE.into(), source })?;
    write(stdout, &format!("wrote {FILE}: the file explains every key, and sets none yet\n"))?;
    Ok(Ending::Clean)
}

//! `bgplint man`: prints the manual page, or writes one page for each command.

use std::io::{self, Write};
use std::path::Path;

use bgplint::Error;
use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{Ending, write};
use crate::cli::Cli;

/// Prints the main page, or writes it and a page for each command into a directory.
///
/// # Errors
/// The output cannot be written.
pub fn man(directory: Option<&Path>, stdout: &mut dyn Write) -> Result<Ending, Error> {
    let mut main = Cli::command().disable_help_subcommand(true);
    // `build` gives the commands their full names, as in bgplint-check(1).
    main.build();
    match directory {
        None => write(stdout, &page(&main)?)?,
        Some(directory) => {
            std::fs::create_dir_all(directory).map_err(|source| Error::Write { path: directory.to_owned(), source })?;
            for command in std::iter::once(&main).chain(main.get_subcommands()) {
                let file = directory.join(Man::new(command.clone()).get_filename());
                std::fs::write(&file, page(command)?).map_err(|source| Error::Write { path: file.clone(), source })?;
            }
        }
    }
    Ok(Ending::Clean)
}

/// The page of a command, in the usual order of manual pages.
fn page(command: &Command) -> Result<String, Error> {
    let mut page = Vec::new();
    render(command, &mut page).map_err(Error::Output)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn render(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let man = Man::new(command.clone()).manual("bgplint");
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    if command.get_after_help().is_some() {
        let mut end = Vec::new();
        man.render_extra_section(&mut end)?;
        // clap_mangen names the section after the options EXTRA; here it is the exit status.
        let end = String::from_utf8_lossy(&end).replacen("SH EXTRA", "SH \"EXIT STATUS\"", 1);
        page.write_all(end.replacen("Exit status: ", "", 1).as_bytes())?;
    }
    Ok(())
}

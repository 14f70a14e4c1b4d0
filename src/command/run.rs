//! Arguments in, exit status out.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use bgplint::bounded::bounded;
use bgplint::nearest::nearest;
use bgplint::report::visible;
use bgplint::{Error, Format, InvalidValue, Report};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use super::{Ending, Stream, Surroundings};
use crate::cli::{Cli, Command, When};

/// Runs a command. Returns the exit status: 0, 1 if a finding reaches the threshold, or 2 if the command could not do its
/// work.
pub fn run(arguments: impl IntoIterator<Item = OsString>, surroundings: &mut Surroundings) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(error) = misspelled_command(&arguments) {
        let _ = report(error, &mut surroundings.stderr);
        return 2;
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return misused(&error, surroundings),
    };
    let result = match cli.command {
        None => super::check(&cli.check, surroundings),
        Some(Command::Check(arguments)) => super::check(&arguments, surroundings),
        Some(Command::Topology(arguments)) => super::topology(&arguments, surroundings),
        Some(Command::Filter(arguments)) => super::filter(&arguments, surroundings),
        Some(Command::Path(arguments)) => super::path(&arguments, surroundings),
        Some(Command::Read { files }) => super::read(&files, surroundings),
        Some(Command::Explain { rule }) => super::explain(&rule, surroundings.stdout.out),
        Some(Command::Init) => super::init(surroundings.stdout.out),
        Some(Command::Config(arguments)) => super::config(&arguments, surroundings),
        Some(Command::Rules { format }) => super::rules(format, surroundings.stdout.out),
        Some(Command::Completions { shell }) => super::completions(shell, surroundings.stdout.out),
        Some(Command::Man { directory }) => super::man(directory.as_deref(), surroundings.stdout.out),
    };
    match result {
        Ok(Ending::Clean) => 0,
        Ok(Ending::Findings) => 1,
        Err(error) => {
            // With stderr gone too there is nobody left to tell.
            let _ = report(error, &mut surroundings.stderr);
            2
        }
    }
}

/// The error for a first argument that is nearly the name of a command, and is no file: clap would take it for a path.
fn misspelled_command(arguments: &[OsString]) -> Option<Error> {
    let written = arguments.get(1)?.to_str().filter(|written| written.bytes().all(|byte| byte.is_ascii_lowercase()))?;
    let cli = Cli::command();
    let names: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).chain(["help"]).collect();
    if names.contains(&written) || Path::new(written).exists() {
        return None;
    }
    let meant = nearest(written, names.iter().copied())?;
    Some(InvalidValue::unknown("command or file", written, Some(meant), "").into())
}

/// Says why a command could not do its work. What is wrong in a file is drawn as a finding is.
fn report(error: Error, stderr: &mut Stream) -> io::Result<()> {
    match error {
        Error::Invalid(notice) => {
            let report = Report { notices: vec![*notice], ..Report::default() };
            Format::default().write(&report, stderr.look(When::Auto), stderr.out)
        }
        error => explain(&error.with_causes(), error.help(), stderr.out),
    }
}

/// Writes `error: cause` and `help: what to do`.
fn explain(cause: &str, help: Option<&str>, stderr: &mut dyn Write) -> io::Result<()> {
    writeln!(stderr, "error: {}", visible(&bounded(cause)))?;
    help.map_or(Ok(()), |help| writeln!(stderr, "help: {}", visible(&bounded(help))))
}

/// Says what is wrong with the arguments, or prints what they ask for: the help, or the version.
fn misused(error: &clap::Error, surroundings: &mut Surroundings) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let Surroundings { stdout, .. } = surroundings;
        let text = error.render();
        let text = if stdout.has_colors { text.ansi().to_string() } else { text.to_string() };
        // A reader that is gone needs no help.
        let _ = stdout.out.write_all(text.as_bytes());
        return 0;
    }
    let text = error.render().to_string();
    let mut parts = text.split("\n\n");
    let cause = parts.next().unwrap_or_default().trim().trim_start_matches("error: ");
    let value = error.source().and_then(|source| source.downcast_ref::<InvalidValue>());
    let tips = parts.filter_map(|part| part.trim().strip_prefix("tip: ")).map(str::to_owned);
    let help = value.and_then(|value| value.help.clone()).or_else(|| tips.into_iter().next());
    let help = help.unwrap_or_else(|| "run `bgplint --help` for the commands and options".to_owned());
    let _ = explain(&cause.replace('\n', " "), Some(&help), surroundings.stderr.out);
    2
}

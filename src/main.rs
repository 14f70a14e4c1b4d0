//! bgplint's entry: arguments in, exit status out.

mod cli;
mod command;

use std::error::Error as _;
use std::io::{self, Write};
use std::process::ExitCode;

use bgplint::report::visible;
use bgplint::{Error, Format, InvalidValue, Report};
use clap::Parser;
use clap::error::ErrorKind;

use cli::{Cli, Command};
use command::{Ending, look_of_stderr};

fn main() -> ExitCode {
    let (mut stdout, mut stderr) = (io::stdout().lock(), io::stderr().lock());
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misused(&error, &mut stderr),
    };
    let result = match cli.command {
        None => command::check(&cli.check, &mut stdout, &mut stderr),
        Some(Command::Check(arguments)) => command::check(&arguments, &mut stdout, &mut stderr),
        Some(Command::Topology(arguments)) => command::topology(&arguments, &mut stdout),
        Some(Command::Filter(arguments)) => command::filter(&arguments, &mut stdout),
        Some(Command::Path(arguments)) => command::path(&arguments, &mut stdout),
        Some(Command::Explain { rule }) => command::explain(&rule, &mut stdout),
        Some(Command::Init) => command::init(&mut stdout),
        Some(Command::Config(arguments)) => command::config(&arguments, &mut stdout),
        Some(Command::Rules { format }) => command::rules(format, &mut stdout),
        Some(Command::Completions { shell }) => command::completions(shell, &mut stdout),
        Some(Command::Man { directory }) => command::man(directory.as_deref(), &mut stdout),
    };
    match result {
        Ok(Ending::Clean) => ExitCode::SUCCESS,
        Ok(Ending::Findings) => ExitCode::from(1),
        Err(error) => {
            // With stderr gone too there is nobody left to tell.
            let _ = report(error, &mut stderr);
            ExitCode::from(2)
        }
    }
}

/// Says why a command could not do its work. What is wrong in a file is drawn as a finding is.
fn report(error: Error, stderr: &mut dyn Write) -> io::Result<()> {
    match error {
        Error::Invalid(notice) => {
            let report = Report { notices: vec![*notice], ..Report::default() };
            Format::default().write(&report, look_of_stderr(), stderr)
        }
        error => explain(&error.with_causes(), error.help(), stderr),
    }
}

/// Writes `error: cause` and `help: what to do`.
fn explain(cause: &str, help: Option<&str>, stderr: &mut dyn Write) -> io::Result<()> {
    writeln!(stderr, "error: {}", visible(cause))?;
    help.map_or(Ok(()), |help| writeln!(stderr, "help: {}", visible(help)))
}

/// Says what is wrong with the arguments, or prints what they ask for: the help, or the version.
fn misused(error: &clap::Error, stderr: &mut dyn Write) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader that is gone needs no help.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.render().to_string();
    let mut parts = text.split("\n\n");
    let cause = parts.next().unwrap_or_default().trim().trim_start_matches("error: ");
    let value = error.source().and_then(|source| source.downcast_ref::<InvalidValue>());
    let tips = parts.filter_map(|part| part.trim().strip_prefix("tip: ")).map(str::to_owned);
    let help = value.and_then(|value| value.help.clone()).or_else(|| tips.into_iter().next());
    let help = help.unwrap_or_else(|| "`bgplint --help` lists the commands and options".to_owned());
    let _ = explain(&cause.replace("\n", " "), Some(&help), stderr);
    ExitCode::from(2)
}

//! bgplint's entry: arguments in, exit status out.

mod cli;
mod command;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use command::Ending;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (mut stdout, mut stderr) = (io::stdout().lock(), io::stderr().lock());
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
        Err(failure) => {
            // With stderr gone too there is nobody left to tell.
            let text: Vec<_> = failure.0.lines().map(bgplint::report::visible).collect();
            let _ = writeln!(stderr, "bgplint: {}", text.join("\n"));
            ExitCode::from(2)
        }
    }
}

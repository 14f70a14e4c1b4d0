//! `bgplint check`: lints the input and prints what was found.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use bgplint::input::collect;
use bgplint::report::{Look, Report, concise, json, pretty, summary_lines};

use super::{Ending, Failure, write};
use crate::cli::{CheckArguments, Format, Nodes, When};

/// The width of what is written where there is no terminal to ask, in columns.
const WIDTH: usize = 100;

/// Lints the input.
///
/// # Errors
/// Input that cannot be read, or output that cannot be written.
pub fn check(arguments: &CheckArguments, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<Ending, Failure> {
    let inventory = match &arguments.nodes {
        Some(Nodes::File(file)) => Some(file.as_path()),
        _ => None,
    };
    let input = collect(&paths(arguments), inventory, io::stdin()).map_err(|error| Failure(error.to_string()))?;
    let report = bgplint::lint(&input, arguments.settings(), &arguments.selection());
    if report.summary.resources == 0 && arguments.require_resources {
        return Err(Failure("the input holds no resource that bgplint reads (--require-resources)".to_owned()));
    }
    if let Some(file) = inventory.filter(|_| report.summary.nodes == 0) {
        return Err(Failure(format!("{} holds no Node (--nodes)", file.display())));
    }
    write_outputs(arguments, &report, stdout)?;
    write(stderr, &summary_lines(&report))?;
    let is_met = |located: &bgplint::report::LocatedFinding| arguments.fail_on.is_met_by(located.finding.severity);
    Ok(if report.findings.iter().any(is_met) { Ending::Findings } else { Ending::Clean })
}

/// What is named; else stdin if something is piped into it, else the current directory.
fn paths(arguments: &CheckArguments) -> Vec<PathBuf> {
    match arguments.paths.as_slice() {
        [] if is_piped() => vec![PathBuf::from("-")],
        [] => vec![PathBuf::from(".")],
        paths => paths.to_vec(),
    }
}

/// Whether something is piped into stdin: a terminal is nothing, and neither is the /dev/null that CI gives.
fn is_piped() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if std::fs::metadata("/dev/stdin").is_ok_and(|stdin| stdin.file_type().is_char_device()) {
            return false;
        }
    }
    !io::stdin().is_terminal()
}

/// Writes the findings to stdout, and to every output asked for; an output to `-` takes stdout's place.
fn write_outputs(arguments: &CheckArguments, report: &Report, stdout: &mut dyn Write) -> Result<(), Failure> {
    let takes_stdout = arguments.output.iter().any(|output| output.file == Path::new("-"));
    if takes_stdout && arguments.format.is_some() {
        return Err(Failure("--format and an --output to `-` both write to stdout: leave one of them out".to_owned()));
    }
    if !takes_stdout {
        let text = render(report, arguments.format.unwrap_or_default(), look(arguments.color));
        write(stdout, &text)?;
    }
    for output in &arguments.output {
        if output.file == Path::new("-") {
            write(stdout, &render(report, output.format, look(arguments.color)))?;
            continue;
        }
        let plain = Look { colour: arguments.color == When::Always, width: WIDTH, links: false };
        std::fs::write(&output.file, render(report, output.format, plain))
            .map_err(|error| Failure(format!("cannot write {}: {error}", output.file.display())))?;
    }
    Ok(())
}

fn render(report: &Report, format: Format, look: Look) -> String {
    match format {
        Format::Pretty => pretty(report, look),
        Format::Concise => concise(report),
        Format::Json => json(report),
    }
}

/// How stdout can show things.
fn look(color: When) -> Look {
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

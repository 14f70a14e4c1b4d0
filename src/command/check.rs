//! `bgplint check`: lints the input and prints what was found.

use std::io::Write;
use std::path::Path;

use bgplint::report::{
    Look, Report, concise, github, gitlab, json, jsonl, junit, markdown, pretty, sarif, summary_lines,
};

use super::look::{WIDTH, look};
use super::{Ending, Failure, input, write};
use crate::cli::{CheckArguments, Format, When};

/// Lints the input.
///
/// # Errors
/// Input that cannot be read, or output that cannot be written.
pub fn check(arguments: &CheckArguments, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<Ending, Failure> {
    let input = input::read(&arguments.input)?;
    let report = bgplint::lint(&input, arguments.input.settings(), &arguments.selection());
    if report.summary.resources == 0 && arguments.require_resources {
        return Err(Failure("the input holds no resource that bgplint reads (--require-resources)".to_owned()));
    }
    if let Some(file) = arguments.input.inventory_file().filter(|_| report.summary.nodes == 0) {
        return Err(Failure(format!("{} holds no Node (--nodes)", file.display())));
    }
    write_outputs(arguments, &report, stdout)?;
    write(stderr, &summary_lines(&report))?;
    let is_met = |located: &bgplint::report::LocatedFinding| arguments.fail_on.is_met_by(located.finding.severity);
    Ok(if report.findings.iter().any(is_met) { Ending::Findings } else { Ending::Clean })
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
        Format::Jsonl => jsonl(report),
        Format::Sarif => sarif(report),
        Format::Github => github(report),
        Format::Gitlab => gitlab(report),
        Format::Junit => junit(report),
        Format::Markdown => markdown(report),
    }
}

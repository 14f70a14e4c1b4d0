//! `bgplint check`: lints the input and prints what was found.

use std::io::Write;
use std::path::Path;

use bgplint::config::Baseline;
use bgplint::report::{
    Look, Report, concise, github, gitlab, json, jsonl, junit, markdown, pretty, sarif, summary_lines,
};
use bgplint::rules;

use super::look::{WIDTH, look};
use super::{Ending, Failure, input, write};
use crate::cli::{CheckArguments, Format, When};

/// Lints the input.
///
/// # Errors
/// Input that cannot be read, or output that cannot be written.
pub fn check(arguments: &CheckArguments, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<Ending, Failure> {
    let input = input::read(&arguments.input)?;
    let mut report = bgplint::lint(&input, arguments.input.settings(), &arguments.selection());
    if report.summary.resources == 0 && arguments.require_resources {
        return Err(Failure("the input holds no resource that bgplint reads (--require-resources)".to_owned()));
    }
    if let Some(file) = arguments.input.inventory_file().filter(|_| report.summary.nodes == 0) {
        return Err(Failure(format!("{} holds no Node (--nodes)", file.display())));
    }
    settle(arguments, &mut report)?;
    write_outputs(arguments, &report, stdout)?;
    write(stderr, &summary_lines(&report))?;
    let is_met = |located: &bgplint::report::LocatedFinding| arguments.fail_on.is_met_by(located.finding.severity);
    Ok(if report.findings.iter().any(is_met) { Ending::Findings } else { Ending::Clean })
}

/// Takes accepted findings out, or accepts all.
fn settle(arguments: &CheckArguments, report: &mut Report) -> Result<(), Failure> {
    let selection = arguments.selection();
    // A rule that is no more is not run, and what it has found is no longer there.
    let has_run = |rule: &str| rules::find(rule).is_none_or(|rule| selection.holds(rule));
    if let Some(file) = &arguments.baseline {
        let text = std::fs::read_to_string(file);
        let text = text.map_err(|error| Failure(format!("cannot read {}: {error}", file.display())))?;
        let baseline = Baseline::parse(&text).map_err(|error| Failure(format!("{}: {error}", file.display())))?;
        baseline.apply(report, has_run);
    }
    if let Some(file) = &arguments.write_baseline {
        let baseline = Baseline::of(report);
        std::fs::write(file, baseline.text())
            .map_err(|error| Failure(format!("cannot write {}: {error}", file.display())))?;
        baseline.apply(report, has_run);
    }
    Ok(())
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

//! `bgplint check`: lints the input and prints what was found.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use bgplint::Options;
use bgplint::config::{Baseline, Settled, add_ignores};
use bgplint::input::{Input, Source, real};
use bgplint::report::{
    Look, Report, concise, github, gitlab, json, jsonl, junit, markdown, pretty, sarif, summary_lines, visible,
};
use bgplint::rule::IgnorePolicy;
use bgplint::rules;
use bgplint::wording::count;

use super::look::{WIDTH, look};
use super::{Ending, Failure, input, write};
use crate::cli::{CheckArguments, Format, When};

/// The file that GitHub Actions shows on a run's page.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Lints the input.
///
/// # Errors
/// A configuration that is wrong, input that cannot be read, or output that cannot be written.
pub fn check(arguments: &CheckArguments, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<Ending, Failure> {
    let (settled, mut input) = input::read(&arguments.input)?;
    if let Some(reason) = &arguments.add_ignores {
        if input.sources.iter().any(|source| source.name() == Source::STDIN) {
            return Err(Failure("comments cannot be written into stdin (--add-ignores)".to_owned()));
        }
        write_ignores(&findings(arguments, &settled, &input)?, &settled.ignore_policy(), reason, stderr)?;
        input = input::read(&arguments.input)?.1;
    }
    let mut report = findings(arguments, &settled, &input)?;
    report.say_once();
    write_outputs(arguments, &report, stdout)?;
    write(stderr, &summary_lines(&report))?;
    let fail_on = arguments.fail_on.or(settled.config.fail_on).unwrap_or_default();
    let is_met = |located: &bgplint::report::LocatedFinding| fail_on.is_met_by(located.finding.severity);
    Ok(if report.findings.iter().any(is_met) { Ending::Findings } else { Ending::Clean })
}

/// What is found and not accepted, at all its places.
fn findings(arguments: &CheckArguments, settled: &Settled, input: &Input) -> Result<Report, Failure> {
    let options = Options {
        layout: settled.layout(input),
        selection: settled.selection(arguments.selection()),
        ignores: IgnorePolicy { is_off: arguments.no_ignores, ..settled.ignore_policy() },
    };
    let mut report = bgplint::lint(input, &options);
    if report.summary.resources == 0 && arguments.require_resources {
        return Err(Failure("the input holds no resource that bgplint reads (--require-resources)".to_owned()));
    }
    input::require_nodes(&report.without_nodes)?;
    // Of files that were not read nothing is known.
    let directory = settled.file.as_deref().and_then(Path::parent);
    let is_whole = directory.is_some_and(|directory| input::takes_in(&arguments.input, settled, directory));
    settled.apply(&mut report, arguments.no_ignores, is_whole);
    accept(arguments, settled, &options, &mut report)?;
    Ok(report)
}

/// Takes out what the baseline accepts, or accepts all.
fn accept(
    arguments: &CheckArguments,
    settled: &Settled,
    options: &Options,
    report: &mut Report,
) -> Result<(), Failure> {
    // What a rule has found that is no more is no longer there; of files that are not read nothing is known.
    let is_known = |rule: &str, file: &Path| {
        rules::find(rule).is_none_or(|rule| options.selection.holds(rule))
            && input::takes_in(&arguments.input, settled, file)
    };
    let policy = settled.ignore_policy();
    let configured = settled.config.baseline.as_deref().map(|file| settled.path(file));
    let (baseline, file) = match (&arguments.write_baseline, arguments.baseline.clone().or(configured)) {
        (Some(file), _) => {
            let baseline = Baseline::of(report, &policy, directory_of(file));
            std::fs::write(file, baseline.text())
                .map_err(|error| Failure(format!("cannot write {}: {error}", file.display())))?;
            (baseline, file.clone())
        }
        (None, Some(file)) => {
            let text = std::fs::read_to_string(&file);
            let text = text.map_err(|error| Failure(format!("cannot read {}: {error}", file.display())))?;
            let baseline = Baseline::parse(&text).map_err(|error| Failure(format!("{}: {error}", file.display())))?;
            (baseline, file)
        }
        (None, None) => return Ok(()),
    };
    baseline.apply(report, &policy, directory_of(&file), is_known);
    Ok(())
}

fn directory_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

/// Writes ignores into the files, as far as comments can take the findings out.
fn write_ignores(report: &Report, policy: &IgnorePolicy, reason: &str, stderr: &mut dyn Write) -> Result<(), Failure> {
    let mut written = BTreeSet::new();
    for file in add_ignores(report, policy, reason) {
        let (path, name) = (file.source.path(), file.source.name());
        // A file that has two names is written once; what is left is told.
        if !written.insert(real(path)) {
            continue;
        }
        std::fs::write(path, &file.text).map_err(|error| Failure(format!("cannot write {name}: {error}")))?;
        write(stderr, &format!("wrote {} into {}\n", count(file.comments, "ignore"), visible(name)))?;
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
    let is_github = |format: Format| format == Format::Github;
    if arguments.format.is_some_and(is_github) || arguments.output.iter().any(|output| is_github(output.format)) {
        write_step_summary(report)?;
    }
    Ok(())
}

/// Adds the findings to the page of a run of GitHub Actions, where this is one.
fn write_step_summary(report: &Report) -> Result<(), Failure> {
    let Some(file) = std::env::var_os(STEP_SUMMARY).filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let opened = OpenOptions::new().append(true).create(true).open(&file);
    let written = opened.and_then(|mut opened| opened.write_all(markdown(report).as_bytes()));
    written.map_err(|error| Failure(format!("cannot write {} ({STEP_SUMMARY}): {error}", Path::new(&file).display())))
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

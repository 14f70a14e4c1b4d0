//! `bgplint check`: checks the input and prints the findings.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use bgplint::input::real;
use bgplint::report::{summary_lines, visible};
use bgplint::rule::IgnorePolicy;
use bgplint::wording::count;
use bgplint::{Baseline, Error, Format, Input, InvalidValue, Look, Report, Settings, Source, add_ignores};

use super::surroundings::WIDTH;
use super::{Ending, Surroundings, ignore_gone_reader, input, write};
use crate::cli::{CheckArguments, When};

/// Checks the input.
///
/// # Errors
/// The configuration is not valid, the input cannot be read, or an output cannot be written.
pub fn check(arguments: &CheckArguments, surroundings: &mut Surroundings) -> Result<Ending, Error> {
    let (mut settings, mut input) = input::read(&arguments.input, &mut surroundings.stdin)?;
    settings.overrides = arguments.overrides();
    if let Some(reason) = &arguments.add_ignores {
        write_ignores(&settings, &input, reason, surroundings.stderr.out)?;
        input = input::read(&arguments.input, &mut surroundings.stdin)?.1;
    }
    let configured = settings.config.baseline.as_deref().map(|file| settings.path(file));
    let file = arguments.baseline.clone().or(configured).filter(|_| arguments.write_baseline.is_none());
    settings.baseline = file.map(|file| Baseline::read(&file)).transpose()?;
    let mut report = bgplint::check(&input, &settings)?;
    if let Some(file) = &arguments.write_baseline {
        let baseline = Baseline::of(&report, &settings.ignore_policy(), &directory_of(file));
        let text = baseline.text().map_err(io::Error::from);
        let written = text.and_then(|text| std::fs::write(file, text));
        written.map_err(|source| Error::Write { path: file.clone(), source })?;
        baseline.apply(&mut report, &input, &settings.ignore_policy(), &settings.selection());
    }
    write_outputs(arguments, &report, surroundings)?;
    write(surroundings.stderr.out, &summary_lines(&report))?;
    Ok(if report.fails() { Ending::Findings } else { Ending::Clean })
}

/// The real, absolute path of the directory of a file.
fn directory_of(file: &Path) -> PathBuf {
    real(file.parent().unwrap_or(Path::new("")))
}

/// Writes ignore comments into the files of the findings, where comments are possible.
fn write_ignores(settings: &Settings, input: &Input, reason: &str, stderr: &mut dyn Write) -> Result<(), Error> {
    if input.sources.iter().any(|source| source.name() == Source::STDIN) {
        let invalid = InvalidValue::new("--add-ignores cannot write comments into stdin");
        return Err(invalid.help("name the files").into());
    }
    let report = bgplint::check(input, settings)?;
    let policy: IgnorePolicy = settings.ignore_policy();
    let mut written = BTreeSet::new();
    for file in add_ignores(&report, &policy, reason) {
        // A file with two names is written once. The next check reports the findings that are left.
        if !written.insert(file.source.real_path().to_owned()) {
            continue;
        }
        let path = file.source.path().to_owned();
        std::fs::write(&path, &file.text).map_err(|source| Error::Write { path, source })?;
        let name = visible(file.source.name());
        write(stderr, &format!("wrote {} into {name}\n", count(file.comments, "ignore")))?;
    }
    Ok(())
}

/// Writes the findings to stdout and to every `--output`. An output to `-` replaces the output to stdout.
fn write_outputs(arguments: &CheckArguments, report: &Report, surroundings: &mut Surroundings) -> Result<(), Error> {
    let takes_stdout = arguments.output.iter().any(|output| output.file == Path::new("-"));
    if takes_stdout && arguments.format.is_some() {
        let invalid = InvalidValue::new("--format and an --output to `-` both write to stdout");
        return Err(invalid.help("omit one of the two options").into());
    }
    let mut print = |format: Format| {
        let look = surroundings.stdout.look(arguments.color);
        let mut buffered = BufWriter::new(&mut *surroundings.stdout.out);
        ignore_gone_reader(format.write(report, look, &mut buffered).and_then(|()| buffered.flush()))
    };
    if !takes_stdout {
        print(arguments.format.unwrap_or_default())?;
    }
    for output in &arguments.output {
        if output.file == Path::new("-") {
            print(output.format)?;
            continue;
        }
        let plain = plain_look(arguments.color == When::Always);
        let written = File::create(&output.file).and_then(|file| {
            let mut buffered = BufWriter::new(file);
            output.format.write(report, plain, &mut buffered).and_then(|()| buffered.flush())
        });
        written.map_err(|source| Error::Write { path: output.file.clone(), source })?;
    }
    let is_github = |format: Format| format == Format::Github;
    if arguments.format.is_some_and(is_github) || arguments.output.iter().any(|output| is_github(output.format)) {
        write_step_summary(report, surroundings.step_summary.as_deref())?;
    }
    Ok(())
}

/// Adds the findings to the page of the run, if bgplint runs in GitHub Actions.
fn write_step_summary(report: &Report, file: Option<&Path>) -> Result<(), Error> {
    let Some(file) = file else {
        return Ok(());
    };
    let opened = OpenOptions::new().append(true).create(true).open(file);
    let written = opened.and_then(|mut opened| Format::Markdown.write(report, plain_look(false), &mut opened));
    written.map_err(|source| Error::Write { path: file.into(), source })
}

fn plain_look(color: bool) -> Look {
    Look { color, width: WIDTH, links: false }
}

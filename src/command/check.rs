//! `bgplint check`: checks the input and prints the findings.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use bgplint::input::disk::write_whole;
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
    refuse_targets(arguments, &input)?;
    if let Some(reason) = &arguments.add_ignores {
        write_ignores(&settings, &input, reason, surroundings.stderr.out)?;
        input = input::read(&arguments.input, &mut surroundings.stdin)?.1;
    }
    let configured = settings.config.baseline.as_deref().map(|file| settings.path(file));
    if arguments.baseline.is_none() {
        input::refuse_outside(&settings, configured.as_slice())?;
    }
    let file = arguments.baseline.clone().or(configured).filter(|_| arguments.write_baseline.is_none());
    settings.baseline =
        file.map(|file| input::baseline(&arguments.input, &settings, &file, &surroundings.stdin)).transpose()?;
    let mut report = bgplint::check(&input, &settings)?;
    if let Some(file) = &arguments.write_baseline {
        let baseline = Baseline::of(&report, &settings.ignore_policy(), &directory_of(file));
        let text = baseline.text().map_err(io::Error::from);
        let written = text.and_then(|text| write_whole(file, |out| out.write_all(text.as_bytes())));
        written.map_err(|source| Error::Write { path: file.clone(), source })?;
        baseline.apply(&mut report, &input, &settings.ignore_policy(), &settings.selection());
    }
    write_outputs(arguments, &report, surroundings)?;
    write(surroundings.stderr.out, &summary_lines(&report))?;
    Ok(if report.fails() { Ending::Findings } else { Ending::Clean })
}

/// Refuses to write over a file of the input, or two results into one file.
///
/// # Errors
/// A file would be written over.
fn refuse_targets(arguments: &CheckArguments, input: &Input) -> Result<(), Error> {
    let outputs = arguments.output.iter().map(|output| output.file.as_path()).filter(|file| *file != Path::new("-"));
    let mut seen = BTreeSet::new();
    for file in outputs.chain(arguments.write_baseline.as_deref()) {
        let target = directory_of(file).join(file.file_name().unwrap_or_default());
        let is_input = |source: &Source| [source.absolute_path(), source.real_path()].contains(&target.as_path());
        if input.sources.iter().any(is_input) {
            let invalid =
                InvalidValue::new(format!("{} is a file of the input, and would be written over", file.display()));
            return Err(invalid.help("name another file").into());
        }
        let is_regular = file.symlink_metadata().map_or(true, |metadata| metadata.is_file());
        if is_regular && !seen.insert(target) {
            let invalid = InvalidValue::new(format!("two results are to be written into {}", file.display()));
            return Err(invalid.help("name a file for each").into());
        }
    }
    Ok(())
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
        let path = file.source.real_path().to_owned();
        // A file with two names is written once. The next check reports the findings that are left.
        if !input.is_within_named(&path) || !written.insert(path.clone()) {
            continue;
        }
        let done = write_whole(&path, |out| out.write_all(file.text.as_bytes()));
        done.map_err(|source| Error::Write { path, source })?;
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
        let written = write_whole(&output.file, |out| output.format.write(report, plain, out));
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

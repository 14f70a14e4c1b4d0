//! `bgplint read FILE…`: prints each document as kubectl reads it.

use std::io::Read;
use std::path::{Path, PathBuf};

use bgplint::document::{Span, SyntaxProblem, parse, pieces};
use bgplint::input::disk::{LARGEST_MANIFEST, read_named};
use bgplint::report::visible;
use bgplint::{Error, Source};

use super::{Ending, Stdin, Surroundings, write};

/// Prints the documents of the files, one line of JSON each; what kubectl cannot read is reported on stderr.
///
/// # Errors
/// A file cannot be read, or the output cannot be written.
pub fn read(files: &[PathBuf], surroundings: &mut Surroundings) -> Result<Ending, Error> {
    let Surroundings { stdin, stdout, stderr, .. } = surroundings;
    let mut ending = Ending::Clean;
    for file in files {
        let source = source(file, stdin)?;
        for document in documents(&source) {
            match document {
                Ok(json) => write(stdout.out, &format!("{json}\n"))?,
                Err(problem) => {
                    write(stderr.out, &said(&source, &problem))?;
                    ending = Ending::Findings;
                }
            }
        }
    }
    Ok(ending)
}

/// A file, or stdin.
fn source(file: &Path, stdin: &mut Stdin) -> Result<Source, Error> {
    let unreadable = |source| Error::Read { path: file.to_owned(), source };
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        stdin.stream.take(LARGEST_MANIFEST).read_to_end(&mut bytes).map_err(unreadable)?;
        return Ok(Source::from_bytes(Source::STDIN, bytes));
    }
    let bytes = read_named(file, LARGEST_MANIFEST).map_err(unreadable)?;
    Ok(Source::from_bytes(&file.to_string_lossy(), bytes))
}

/// The documents of a file as JSON, and what kubectl cannot read, in the order of the file. kubectl leaves out null.
fn documents(source: &Source) -> Vec<Result<String, SyntaxProblem>> {
    if let Some(problem) = source.encoding_problem() {
        let span = Span::new(problem.bytes.start, problem.bytes.end);
        return vec![Err(SyntaxProblem::new(span, problem.message.clone()))];
    }
    let text = source.text();
    let (pieces, problems) = pieces(text);
    let mut documents: Vec<(u32, Result<String, SyntaxProblem>)> =
        problems.into_iter().map(|problem| (problem.span.start, Err(problem))).collect();
    for piece in pieces {
        let read = match parse(text, piece) {
            Ok(None) => continue,
            Ok(Some(document)) => Ok(document.root().json()),
            Err(problem) => Err(problem),
        };
        if read.as_ref().ok().is_none_or(|json| json != "null") {
            documents.push((piece.span.start, read));
        }
    }
    documents.sort_by_key(|(start, _)| *start);
    documents.into_iter().map(|(_, document)| document).collect()
}

/// A problem with its place.
fn said(source: &Source, problem: &SyntaxProblem) -> String {
    let start = source.lines().position(problem.span.start as usize);
    let message = visible(&problem.message).into_owned();
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("help: {help}\n"));
    let name = visible(source.name()).into_owned();
    format!("{name}:{}:{}: error: kubectl cannot parse this YAML: {message}\n{help}", start.line, start.column)
}

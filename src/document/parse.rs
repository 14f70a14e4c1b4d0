//! Parses one piece of a file into a tree.

use super::SyntaxProblem;
use super::build::Builder;
use super::holes::{Hole, Places};
use super::json_values::{json_value, read_json};
use super::split::{Form, Piece};
use super::tree::Document;
use super::yaml::{Fault, Parser, forbidden_character};

/// Parses a piece of a file; `None` where the piece has nothing but comments.
///
/// # Errors
/// The first place that kubectl cannot parse, or where nesting or aliases exceed the limits.
pub fn parse(text: &str, piece: impl Into<Piece>) -> Result<Option<Document<'_>>, SyntaxProblem> {
    let piece = piece.into();
    build(piece.span.slice(text), piece.form, Builder::new(text, piece.span)).map(|(document, _)| document)
}

/// Parses a piece of a file without some values, which become null; `None` where the piece cannot be parsed like this, or
/// where a value is not the value of a key. `are_in_flow` says whether the keys are between brackets.
pub(super) fn parse_with_holes<'s>(
    text: &'s str,
    piece: Piece,
    holes: &[Hole],
    are_in_flow: bool,
) -> Option<Document<'s>> {
    let (kept, places) = Places::without(text, piece.span, holes);
    let builder = Builder::new(text, piece.span).with_holes(places, are_in_flow);
    let (document, found) = build(&kept, piece.form, builder).ok()?;
    document.filter(|_| found == holes.len())
}

/// Parses a text; gives also the number of values found that were left out.
fn build<'s>(text: &str, form: Form, mut builder: Builder<'s>) -> Result<(Option<Document<'s>>, usize), SyntaxProblem> {
    match form {
        Form::Json => read_json(text, &mut builder)?,
        Form::YamlLikeJson => read_yaml_like_json(text, &mut builder)?,
        Form::Yaml | Form::YamlBehindMarker => read_yaml(text, form == Form::YamlBehindMarker, &mut builder)?,
    }
    builder.finish()
}

/// Reads YAML that begins like JSON. Of the two mistakes, that of JSON is reported where it is certainly the one that the
/// author made: the text has a JSON value where a comma is due, or ends too early.
fn read_yaml_like_json(text: &str, builder: &mut Builder) -> Result<(), SyntaxProblem> {
    let read = read_yaml(text, false, builder);
    let is_like_json = text.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'));
    match (read, json_value(text, 0)) {
        (Err(problem), Err(fault)) if is_like_json => {
            let is_json_value =
                text[fault.span.clone()].starts_with(|c: char| c.is_ascii_digit() || "\"{[".contains(c));
            let ends = fault.span.end >= text.trim_end().len();
            Err(if is_json_value || ends { builder.problem(&fault) } else { problem })
        }
        (read, _) => read,
    }
}

fn read_yaml(text: &str, follows_marker: bool, builder: &mut Builder) -> Result<(), SyntaxProblem> {
    if let Some((at, character)) = forbidden_character(text) {
        let span = at..at + character.len_utf8();
        let message =
            format!("the character U+{:04X} may be nowhere in YAML, not even in quotes", u32::from(character));
        return Err(builder.problem(&Fault::with_help(span, message, "remove the character")));
    }
    let mut parser = Parser::new(text, follows_marker);
    if parser.begin(follows_marker).map_err(|fault| builder.problem(&fault))? {
        while let Some(event) = parser.next().map_err(|fault| builder.problem(&fault))? {
            builder.take(text, event)?;
        }
    }
    let unread = parser.finish().map_err(|fault| builder.problem(&fault))?;
    builder.note_rest(parser.comments(), unread);
    Ok(())
}

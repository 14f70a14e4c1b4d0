//! Splits one file into the pieces that are parsed separately, like kubectl: YAML documents and JSON values.

use super::SyntaxProblem;
use super::json_values::json_value;
use super::span::Span;
use super::yaml::forbidden_character;

/// How a piece is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As YAML.
    Yaml,
    /// As YAML behind a line `---` that belongs to the document: no directive can begin it.
    YamlBehindMarker,
    /// As YAML, because the piece begins like JSON and is not JSON.
    YamlLikeJson,
    /// As one JSON value.
    Json,
}

/// A span of a file that is parsed separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The place of the piece in the file.
    pub span: Span,
    /// How the piece is parsed.
    pub form: Form,
}

impl From<Span> for Piece {
    fn from(span: Span) -> Piece {
        Piece { span, form: Form::Yaml }
    }
}

/// How many bytes of a file kubectl looks at in order to find out whether the file begins like JSON.
const HEAD: usize = 4096;
/// kubectl looks at so many bytes at once behind a JSON value, and gives up where the file ends before.
const LEAST_REST: usize = 4;

/// Splits a file into documents like kubectl. Lines that kubectl rejects are returned as problems.
pub fn pieces(text: &str) -> (Vec<Piece>, Vec<SyntaxProblem>) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut pieces = Pieces { text, found: Vec::new(), problems: Vec::new() };
    let begins = text[start..].trim_start();
    match begins.starts_with('{') && text.len() - start - begins.len() < HEAD {
        true => pieces.json(start),
        false => pieces.yaml(start, Form::Yaml),
    }
    (pieces.found, pieces.problems)
}

/// The documents of a file of YAML that have nothing but blank lines and comments, except behind the last line with `---`:
/// the comments, or the line with `---` behind the document.
pub fn empty_documents(text: &str) -> Vec<Span> {
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut empty = Vec::new();
    let mut is_first = true;
    for (line_start, line) in lines_with_marker(text, start) {
        let stretch = &text[start..line_start];
        let content = stretch.trim();
        // Nothing is before the first marker of most files.
        if is_silent(stretch) && !(is_first && content.is_empty()) {
            let first = start + stretch.len() - stretch.trim_start().len();
            empty.push(match content.is_empty() {
                true => Span::new(line_start, line_start + line.trim_end().len()),
                false => Span::new(first, first + content.len()),
            });
        }
        start = line_start + line.len();
        is_first = false;
    }
    empty
}

/// Whether a stretch of a file has nothing but blank lines and comments.
fn is_silent(stretch: &str) -> bool {
    let is_silent = |line: &str| {
        let content = line.trim_start_matches(' ').trim_end_matches(['\r', ' ']);
        let has_line_end = || content.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']);
        content.is_empty() || content.starts_with('#') && !has_line_end()
    };
    stretch.lines().all(is_silent)
}

struct Pieces<'t> {
    text: &'t str,
    found: Vec<Piece>,
    problems: Vec<SyntaxProblem>,
}

impl Pieces<'_> {
    /// JSON values that follow one another. If the first or the second is not JSON, kubectl reads the rest as YAML.
    fn json(&mut self, start: usize) {
        let mut at = start;
        while !self.text[at..].trim_start_matches([' ', '\t', '\n', '\r']).is_empty() {
            match json_value(self.text, at) {
                Ok(value) => {
                    at = value.end;
                    self.found.push(Piece { span: Span::new(value.start, value.end), form: Form::Json });
                }
                Err(_) if self.found.len() < 2 && self.text.len() - self.end_of_blanks(at) >= LEAST_REST => {
                    let form = if self.found.is_empty() { Form::YamlLikeJson } else { Form::Yaml };
                    return self.yaml(self.behind_blanks(at), form);
                }
                Err(_) => {
                    let blanks = self.text[at..].len() - self.text[at..].trim_start().len();
                    let broken = at + blanks..self.end_of_broken(at + blanks);
                    at = broken.end;
                    self.found.push(Piece { span: Span::new(broken.start, broken.end), form: Form::Json });
                }
            }
        }
    }

    /// The end of the blanks at a place, or the first line end among them.
    fn end_of_blanks(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let blanks = rest.len() - rest.trim_start().len();
        at + rest[..blanks].find('\n').unwrap_or(blanks)
    }

    /// The place behind the blanks at a place, but not beyond the first line end.
    fn behind_blanks(&self, at: usize) -> usize {
        let end = self.end_of_blanks(at);
        end + usize::from(self.text[end..].starts_with('\n'))
    }

    /// The end of a value that is not JSON: where its brackets match, or the end of the file.
    fn end_of_broken(&self, start: usize) -> usize {
        let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
        for (at, byte) in self.text.bytes().enumerate().skip(start) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' if depth > 0 => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth > 1 => depth -= 1,
                b'}' | b']' if depth == 1 => return at + 1,
                _ if depth == 0 => break,
                _ => {}
            }
        }
        self.text.len()
    }

    /// YAML documents between lines that begin with `---`.
    fn yaml(&mut self, from: usize, mut form: Form) {
        let mut start = from;
        for (line_start, line) in lines_with_marker(self.text, from) {
            let rest = line[3..].trim();
            if !(rest.is_empty() || rest.starts_with('#')) {
                let span = Span::new(line_start, line_start + line.trim_end().len());
                let message = "kubectl rejects text that follows `---` on the same line".to_owned();
                self.problems.push(SyntaxProblem::new(span, message).with_help("write the text on the next line"));
            }
            // A marker with nothing before it belongs to the document behind it, and is a text if no blank follows it.
            let is_first = line_start == start && form != Form::YamlBehindMarker;
            let begins_like_text = !line[3..].is_empty() && !line[3..].starts_with([' ', '\t', '\r', '\n']);
            let has_line_end =
                || line.trim_end_matches(['\r', '\n']).contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']);
            let is_text = is_first && (begins_like_text || has_line_end());
            self.push(start, line_start, form);
            start = if is_text { line_start } else { line_start + line.len() };
            form = if is_first && !is_text { Form::YamlBehindMarker } else { Form::Yaml };
        }
        self.push(start, self.text.len(), form);
    }

    /// Adds the span, unless it has nothing but blank lines and comments.
    fn push(&mut self, start: usize, end: usize, form: Form) {
        let stretch = &self.text[start..end];
        if !is_silent(stretch) || forbidden_character(stretch).is_some() {
            self.found.push(Piece { span: Span::new(start, end), form });
        }
    }
}

/// The lines that begin with `---`, each with its offset.
fn lines_with_marker(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let at_line_start = move |at: &usize| *at == from || bytes.get(at.wrapping_sub(1)) == Some(&b'\n');
    let marks = text.get(from..).unwrap_or("").match_indices("---").map(move |(at, _)| from + at);
    marks.filter(at_line_start).map(move |at| {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        (at, &text[at..end])
    })
}

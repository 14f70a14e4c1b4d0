//! A large list of objects in parts: some items each, which are parsed in parallel, and the document without its items.
//!
//! The parts mean the same as the whole only if all of them can be parsed and have no aliases; otherwise the caller parses
//! the whole. Why that is enough: the parser goes through a text from its start to its end. What it has read up to a cut, it has
//! read in the same way in the part, so that a cut in a quoted text or in brackets makes the part before the cut invalid;
//! and a line that begins with `-` in the column of the list ends every other text.

use super::holes::Hole;
use super::json_values::JsonParser;
use super::parse::parse_with_holes;
use super::span::Span;
use super::split::{Form, Piece};
use super::tree::{Document, View};
use super::yaml::Event;

/// From which size on a document is parsed in parts, and how large the parts are, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// The least size of the document.
    pub whole: usize,
    /// The least size of a part.
    pub part: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes { whole: 1 << 20, part: 256 << 10 }
    }
}

/// A large list in parts.
#[derive(Debug)]
pub struct List<'s> {
    /// The document; the value of its key `items` is null.
    pub frame: Document<'s>,
    /// The items: a sequence in each piece of YAML, a single item in each piece of JSON.
    pub parts: Vec<Piece>,
}

/// Where a list is cut.
struct Cuts {
    items: Hole,
    parts: Vec<Piece>,
}

/// Splits a large document that has a list under its key `items`. `None` for any other document.
pub fn large_list(text: &str, piece: Piece, sizes: Sizes) -> Option<List<'_>> {
    if (piece.span.len() as usize) < sizes.whole {
        return None;
    }
    let is_json = piece.form == Form::Json;
    let Cuts { items, parts } = if is_json { json_cuts(text, piece)? } else { yaml_cuts(text, piece, sizes)? };
    let frame = parse_with_holes(text, piece, &[items], is_json)?;
    let View::Mapping(entries) = frame.root().view() else {
        return None;
    };
    let mut named = entries.iter().filter(|entry| entry.key.text().is_some_and(|name| name == "items"));
    let is_frame = named.next().is_some_and(|entry| entry.value.span() == items.span)
        && named.next().is_none()
        && !frame.has_aliases
        && frame.unread().is_none();
    is_frame.then_some(List { frame, parts })
}

/// A line with its place.
struct Line<'t> {
    start: usize,
    end: usize,
    /// The number of spaces before the content.
    column: usize,
    content: &'t str,
}

impl Line<'_> {
    /// Whether the line has no content, or only a comment.
    fn is_silent(&self) -> bool {
        self.content.is_empty() || self.content.starts_with('#')
    }

    /// Whether the line begins with a dash.
    fn is_item(&self) -> bool {
        self.content.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    }
}

/// The lines of a piece.
fn lines(text: &str, span: Span) -> impl Iterator<Item = Line<'_>> {
    let mut at = span.start as usize;
    span.slice(text).split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches(' ');
        Line { start, end: at, column: line.len() - content.len(), content: content.trim_end() }
    })
}

/// Cuts a list in block style before some of its items.
fn yaml_cuts(text: &str, piece: Piece, sizes: Sizes) -> Option<Cuts> {
    let mut lines = lines(text, piece.span);
    let first = lines.by_ref().find(|line| !line.is_silent())?;
    let column = first.column;
    let is_key = |line: &Line| {
        let rest = line.content.strip_prefix("items:").filter(|_| line.column == column);
        rest.is_some_and(|rest| {
            rest.is_empty() || rest.trim_start_matches(' ').starts_with('#') && rest.starts_with(' ')
        })
    };
    let is_printable = |line: &Line| line.content.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let key = Some(first).filter(is_key).or_else(|| lines.find(is_key)).filter(is_printable)?;
    let mut lines = lines.filter(|line| !line.is_silent());
    let first = lines.next().filter(|line| line.is_item() && line.column >= column)?;
    let start = first.start + first.column;
    let (mut cuts, mut end) = (vec![key.end], piece.span.end as usize);
    for line in lines {
        let is_item = line.column == first.column && line.is_item();
        if line.column <= first.column && !is_item {
            // The list ends here; the fields of the list itself follow.
            end = line.start;
            break;
        }
        if is_item && line.start - cuts.last().copied().unwrap_or(0) >= sizes.part {
            cuts.push(line.start);
        }
    }
    cuts.push(end);
    let parts = cuts.windows(2).map(|cut| Piece::from(Span::new(cut[0], cut[1]))).collect();
    let from = key.start + key.column + "items:".len();
    let span = Span::new(start, start + text[start..end].trim_end().len());
    Some(Cuts { items: Hole { from, span, is_of_kind: false }, parts })
}

/// Cuts a list in JSON before each of its items.
fn json_cuts(text: &str, piece: Piece) -> Option<Cuts> {
    let mut parser = JsonParser::new(&text[..piece.span.end as usize], piece.span.start as usize);
    let mut list: Option<Span> = None;
    let mut parts = Vec::new();
    let (mut is_in_list, mut is_items, mut item) = (false, false, 0);
    while let Some(event) = parser.next().ok()? {
        match (event, parser.depth()) {
            (Event::Scalar { span, .. }, 1) if parser.was_key() => is_items = text[span] == *"\"items\"",
            (Event::Scalar { .. }, 1) if is_items => return None,
            (Event::Scalar { span, .. }, 2) if is_in_list => parts.push(Span::new(span.start, span.end)),
            (Event::Begin { is_mapping, span, .. }, 2) if is_items => {
                // kubectl reads the last of several lists.
                if is_mapping || list.is_some() {
                    return None;
                }
                list = Some(Span::new(span.start, span.end));
                (is_in_list, is_items) = (true, false);
            }
            (Event::Begin { span, .. }, 3) if is_in_list => item = span.start,
            (Event::End { span: Some(span) }, 2) if is_in_list => parts.push(Span::new(item, span.end)),
            (Event::End { span: Some(span) }, 1) if is_in_list => {
                list = list.map(|list| Span { end: span.end as u32, ..list });
                is_in_list = false;
            }
            _ => {}
        }
    }
    let span = list?;
    let items = Hole { from: span.start as usize, span, is_of_kind: false };
    Some(Cuts { items, parts: parts.into_iter().map(|span| Piece { span, form: Form::Json }).collect() })
}

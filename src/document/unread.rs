//! Parses a part of a large dump without the fields that nobody reads, which are most of it.
//!
//! A field is left out only where it is certain that the rest means the same: its value must be of the plain form that
//! kubectl writes, and the tree must have the field where it was left out. Otherwise everything is parsed.

use super::SyntaxProblem;
use super::holes::Hole;
use super::parse::{parse, parse_with_holes};
use super::span::Span;
use super::split::{Form, Piece};
use super::strict_block::end_of_block;
use super::tree::{Document, View};
use super::unread_fields::Unread;

/// Parses a part of a dump; the values of fields that nobody reads are null in the tree, at the places of the values.
///
/// # Errors
/// The first place that kubectl cannot parse, or where nesting or aliases exceed the limits.
pub fn parse_read<'s>(
    text: &'s str,
    piece: impl Into<Piece>,
    unread: &Unread,
) -> Result<Option<Document<'s>>, SyntaxProblem> {
    let piece = piece.into();
    // JSON is parsed faster than it is passed over.
    let is_block = piece.form != Form::Json && !piece.span.slice(text).starts_with('{');
    let holes = if is_block { holes(text, piece.span, unread) } else { Vec::new() };
    if holes.is_empty() {
        return parse(text, piece);
    }
    match parse_with_holes(text, piece, &holes, false) {
        Some(document) if are_of_kind(&document, &holes, unread) => Ok(Some(document)),
        _ => parse(text, piece),
    }
}

/// The item of a list that is being walked through.
#[derive(Default)]
struct Item<'t> {
    /// The field of the item that the lines are in.
    field: &'t str,
    /// How many of the lines that say the kind the item has.
    kind_lines: usize,
}

/// The values of fields that nobody reads, in the items of a list in block style.
fn holes(text: &str, span: Span, unread: &Unread) -> Vec<Hole> {
    let end = span.end as usize;
    let part = &text[..end];
    let mut at = span.start as usize;
    // The list has the indentation of its first line that is not empty and not a comment.
    let is_silent = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let first = part[at..].lines().find(|line| !is_silent(line)).unwrap_or("");
    let indent = first.len() - first.trim_start_matches(' ').len();
    let mut item = Item::default();
    let mut holes = Vec::new();
    while at < end {
        let line = &part[at..][..part[at..].find('\n').map_or(end - at, |end| end + 1)];
        at += line.len();
        let content = line.trim_start_matches(' ');
        let mut level = line.len() - content.len();
        let mut content = content.trim_end();
        if let Some(first) = content.strip_prefix("- ").filter(|_| level == indent) {
            (item, content, level) = (Item::default(), first, indent + 2);
        }
        if level == indent + 2 {
            item.kind_lines += usize::from(unread.kind.contains(&content));
            item.field = content.strip_suffix(':').unwrap_or("");
        } else if level == indent + 4 {
            let Some(key) = content.strip_suffix(':') else {
                continue;
            };
            let is_of_kind = item.field == unread.field && item.kind_lines == unread.kind.len();
            let is_unread_part = is_of_kind && !unread.read.contains(&key);
            if is_unread_part || [item.field, key] == unread.of_all {
                let Some(after) = end_of_block(part, at, level) else {
                    continue;
                };
                let value = part[at..after].trim_end();
                let first = value.trim_start();
                // The parser gives a sequence with the indentation of its key the place of its first item.
                let is_level_with_key = first.starts_with("- ") && value.len() - first.len() == level;
                let start = at + value.len() - first.len() + if is_level_with_key { "- ".len() } else { 0 };
                holes.push(Hole { from: at - 1, span: Span::new(start, at + value.len()), is_of_kind });
                at = after;
            }
        }
    }
    holes
}

/// Whether the holes in the field of the kind are in objects of the kind.
fn are_of_kind(document: &Document, holes: &[Hole], unread: &Unread) -> bool {
    let items = match document.root().view() {
        View::Sequence(items) => items,
        _ => vec![document.root()],
    };
    holes.iter().filter(|hole| hole.is_of_kind).all(|hole| {
        let after = items.partition_point(|item| item.span().start <= hole.span.start);
        let item = after.checked_sub(1).map(|last| items[last]).filter(|item| item.span().contains(hole.span));
        item.is_some_and(|item| {
            unread.kind.iter().all(|line| {
                let (key, value) = line.split_once(": ").unwrap_or((line, ""));
                item.get(key).is_some_and(|found| found.text().is_some_and(|text| text == value))
            })
        })
    })
}

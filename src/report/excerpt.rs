//! The lines of a file around an underlined place, cut to a width, without secrets and without control characters.

use super::LocatedPlace;
use crate::bounded::MASK;
use crate::document::{Shown, Span};
use crate::input::Source;
use crate::visible::sign;
use std::ops::Range;

/// Lines above and below the underlined place.
const CONTEXT: usize = 1;
/// The most lines of a long span.
const MAX_LINES: usize = 12;
/// The most bytes before and after the underlined place.
const LONG: usize = 4096;
/// The most characters of a line.
const MAX_COLUMNS: usize = 120;

/// The lines, with the places to underline.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The lines as shown.
    pub(super) text: String,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    /// The range of the text to underline for each place, in the order of the places.
    pub(super) marks: Vec<Range<usize>>,
}

/// Cuts out the lines around places in the same piece of a file; `None` where none of the piece may be shown.
pub(super) fn excerpt(places: &[&LocatedPlace]) -> Option<Excerpt> {
    let first = places.first()?;
    let text = first.source.text();
    let Shown::AllBut(hidden) = &*first.shown else {
        return None;
    };
    let start = places.iter().map(|place| place.span.start as usize).min()?;
    let end = places.iter().map(|place| place.span.end as usize).max()?;
    let piece = first.piece.range();
    let line = |byte| first.source.lines().line(byte);
    let from = line_start(&first.source, line(start).saturating_sub(CONTEXT)).max(piece.start.min(start));
    let to = line_start(&first.source, line(end) + CONTEXT + 1).min(piece.end.max(end));
    // A line may be as long as the file, so only a part of it is copied.
    let (from, to) = (from.max(boundary(text, start.saturating_sub(LONG))), to.min(boundary(text, end + LONG)));
    let mut lines = ExcerptLines::default();
    let mut at = from;
    for line in text.get(from..to)?.split_inclusive('\n').take(MAX_LINES + 2 * CONTEXT) {
        // A long line is cut around the first place in it.
        let in_line = |place: &&&LocatedPlace| (at..=at + line.len()).contains(&(place.span.start as usize));
        let focus = places.iter().find(in_line).map_or(0, |place| place.span.start as usize - at);
        lines.add(line.trim_end_matches(['\n', '\r']), at, focus, hidden);
        at += line.len();
    }
    let first_line = line(from);
    let marks = places.iter().map(|place| lines.shown(place.span.start)..lines.shown(place.span.end)).collect();
    Some(Excerpt { text: lines.text, first_line, marks })
}

/// The lines as shown, and the origin of each character.
#[derive(Default)]
struct ExcerptLines {
    text: String,
    /// Pairs of a byte in the file and a byte in the text, ascending.
    origins: Vec<(usize, usize)>,
}

impl ExcerptLines {
    /// Adds the line of the file that begins at byte `at`, without hidden parts.
    fn add(&mut self, line: &str, at: usize, focus: usize, hidden: &[Span]) {
        let window = window(line, focus);
        if window.start > 0 {
            self.text.push('…');
        }
        let shown = line.get(window.clone()).unwrap_or("");
        let shown_span = Span::new(at + window.start, at + window.end);
        let hidden: Vec<&Span> =
            hidden.iter().filter(|span| span.start < shown_span.end && span.end > shown_span.start).collect();
        let mut was_hidden = false;
        for (offset, character) in shown.char_indices() {
            let byte = at + window.start + offset;
            let is_hidden = hidden.iter().any(|span| span.range().contains(&byte)) && !character.is_whitespace();
            self.origins.push((byte, self.text.len()));
            match character {
                // A single mark replaces a secret, so that its length is not shown either.
                _ if is_hidden && was_hidden => {}
                _ if is_hidden => self.text.push_str(MASK),
                // A byte order mark has no width, and a tab has a special one.
                '\u{feff}' => {}
                '\t' => self.text.push('\t'),
                '[' if self.text.ends_with("##") => self.text.push('⟦'),
                _ => self.text.push(sign(character)),
            }
            was_hidden = is_hidden;
        }
        self.origins.push((at + window.end, self.text.len()));
        if window.end < line.len() {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    /// The place in the text of a byte of the file; for a byte that was cut off, the next byte that is shown.
    fn shown(&self, byte: u32) -> usize {
        let index = self.origins.partition_point(|(origin, _)| *origin < byte as usize);
        self.origins.get(index).or(self.origins.last()).map_or(0, |(_, shown)| *shown)
    }
}

/// The part of a line to show: the whole line, or the part around the byte `focus` of a long one.
fn window(line: &str, focus: usize) -> Range<usize> {
    if line.char_indices().nth(MAX_COLUMNS).is_none() {
        return 0..line.len();
    }
    let start = boundary(line, focus.saturating_sub(MAX_COLUMNS / 3));
    let length = line[start..].char_indices().nth(MAX_COLUMNS).map_or(line.len() - start, |(offset, _)| offset);
    start..start + length
}

/// The start of the line with this number; the end of the text where there are fewer lines.
fn line_start(source: &Source, line: usize) -> usize {
    source.lines().start(line.max(1)).unwrap_or(source.text().len())
}

/// The nearest character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

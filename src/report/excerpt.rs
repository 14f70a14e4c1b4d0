//! A few lines of a file around what is underlined: cut to a width, without secrets, with nothing hidden.

use super::LocatedPlace;
use super::secrets::Shown;
use crate::document::Span;
use crate::input::Source;
use crate::visible::sign;
use std::ops::Range;

/// Lines shown above and below what is underlined.
const CONTEXT: usize = 1;
/// Lines shown of a stretch that is longer.
const MAX_LINES: usize = 12;
/// Bytes that are looked at before and behind what is underlined.
const LONG: usize = 4096;
/// Characters shown of a line.
const MAX_COLUMNS: usize = 120;

/// The lines, and what to underline in them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The text to show.
    pub(super) text: String,
    /// The number of its first line, from 1.
    pub(super) first_line: usize,
    /// The stretch of the text to underline for each place, in the order given.
    pub(super) marks: Vec<Range<usize>>,
}

/// Cuts the lines around places of one piece of one file; `None` where nothing of that piece may be shown.
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
    // A line may be as long as its file, and only a part of it is shown.
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

/// The lines as they are shown, and for each character where it comes from.
#[derive(Default)]
struct ExcerptLines {
    text: String,
    /// Byte in the file and byte in the text, in rising order.
    origins: Vec<(usize, usize)>,
}

impl ExcerptLines {
    /// Adds one line of the file, which begins at byte `at`, without what is hidden.
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
                // Not even the length of a secret is told.
                _ if is_hidden && was_hidden => {}
                _ if is_hidden => self.text.push_str("••••••••"),
                // A byte order mark takes no place on the screen, and a tab its own.
                '\u{feff}' => {}
                '\t' => self.text.push('\t'),
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

    /// Where a byte of the file is shown; what is cut off is shown at the next place that is not.
    fn shown(&self, byte: u32) -> usize {
        let index = self.origins.partition_point(|(origin, _)| *origin < byte as usize);
        self.origins.get(index).or(self.origins.last()).map_or(0, |(_, shown)| *shown)
    }
}

/// The part of a line to show: all of a short one, else what lies around the byte `focus`.
fn window(line: &str, focus: usize) -> Range<usize> {
    if line.char_indices().nth(MAX_COLUMNS).is_none() {
        return 0..line.len();
    }
    let start = boundary(line, focus.saturating_sub(MAX_COLUMNS / 3));
    let length = line[start..].char_indices().nth(MAX_COLUMNS).map_or(line.len() - start, |(offset, _)| offset);
    start..start + length
}

/// Where the line with this number begins; the end of the text where it has fewer lines.
fn line_start(source: &Source, line: usize) -> usize {
    source.lines().start(line.max(1)).unwrap_or(source.text().len())
}

/// The nearest place before `at` at which the text can be cut.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

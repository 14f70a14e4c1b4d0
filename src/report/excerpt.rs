//! A few lines of a file around what is underlined: cut to a width, without secrets, with nothing hidden.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::LocatedPlace;
use super::visible::sign;

/// Lines shown above and below what is underlined.
const CONTEXT: usize = 1;
/// Lines shown of a stretch that is longer.
const MAX_LINES: usize = 12;
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

/// The value of a key that ends in `password`, in YAML or JSON on one line.
static PASSWORD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)password["']?\s*:\s*("[^"]*"|'[^']*'|[^\s{}\[\],#&*][^,}#]*)"#).ok());

/// A document that holds secret values.
static SECRET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)\bkind["']?\s*:\s*["']?Secret(List)?\b"#).ok());

/// Cuts the lines around places of one piece of one file; `None` where nothing of that piece may be shown.
pub(super) fn excerpt(places: &[&LocatedPlace]) -> Option<Excerpt> {
    let first = places.first()?;
    let text = first.source.text();
    let piece = first.piece.range();
    if SECRET.as_ref().is_none_or(|secret| secret.is_match(text.get(piece.clone()).unwrap_or(""))) {
        return None;
    }
    let start = places.iter().map(|place| place.span.start as usize).min()?;
    let end = places.iter().map(|place| place.span.end as usize).max()?;
    let from = line_start(text, start, CONTEXT).max(line_start(text, piece.start, 0));
    let to = line_end(text, end, CONTEXT).min(line_end(text, piece.end.max(end), 0));
    let mut excerpt = Excerpt { first_line: text[..from].matches('\n').count() + 1, ..Excerpt::default() };
    excerpt.marks = vec![usize::MAX..0; places.len()];
    let mut at = from;
    for line in text.get(from..to)?.split_inclusive('\n').take(MAX_LINES + 2 * CONTEXT) {
        add_line(&mut excerpt, line, at, places);
        at += line.len();
    }
    for mark in &mut excerpt.marks {
        // A place beyond the lines shown is marked at their end.
        if mark.start == usize::MAX {
            *mark = excerpt.text.trim_end().len()..excerpt.text.trim_end().len();
        }
    }
    Some(excerpt)
}

/// Adds one line of the file, which begins at byte `at`, and the marks that lie in it.
fn add_line(excerpt: &mut Excerpt, line: &str, at: usize, places: &[&LocatedPlace]) {
    let content = line.trim_end_matches(['\n', '\r']);
    let touching = |place: &&LocatedPlace| {
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        start <= at + content.len() && end >= at && (end > at || start == end)
    };
    let focus =
        places.iter().find(|place| touching(place)).map_or(0, |place| (place.span.start as usize).saturating_sub(at));
    let window = window(content, focus);
    let hidden: Vec<Range<usize>> = match PASSWORD.as_ref() {
        Some(password) => {
            password.captures_iter(content).filter_map(|found| found.get(1)).map(|value| value.range()).collect()
        }
        None => vec![0..content.len()],
    };
    if window.start > 0 {
        excerpt.text.push('…');
    }
    let line_start_in_excerpt = excerpt.text.len();
    for (offset, character) in content.char_indices().filter(|(offset, _)| window.contains(offset)) {
        let is_secret = hidden.iter().any(|range| range.contains(&offset));
        let begin = excerpt.text.len();
        match (is_secret, character) {
            (true, _) => excerpt.text.push('•'),
            // A byte order mark is no character to the reader, and a tab keeps its width here.
            (_, '\u{feff}') => continue,
            (_, '\t') => excerpt.text.push('\t'),
            _ => excerpt.text.push(sign(character)),
        }
        let byte = at + offset;
        for (place, mark) in places.iter().zip(&mut excerpt.marks) {
            let span = place.span.range();
            if span.contains(&byte) || (span.is_empty() && span.start == byte) {
                mark.start = mark.start.min(begin);
                mark.end = mark.end.max(if span.is_empty() { begin } else { excerpt.text.len() });
            }
        }
    }
    for (place, mark) in places.iter().zip(&mut excerpt.marks) {
        // An empty place at the end of a line has no character to lie on.
        let is_at_end = place.span.is_empty() && place.span.start as usize == at + content.len();
        if is_at_end && mark.start == usize::MAX {
            *mark = excerpt.text.len().max(line_start_in_excerpt)..excerpt.text.len();
        }
    }
    if window.end < content.len() {
        excerpt.text.push('…');
    }
    excerpt.text.push('\n');
}

/// The part of a line to show: all of a short one, else what lies around the byte `focus`.
fn window(line: &str, focus: usize) -> Range<usize> {
    if line.chars().count() <= MAX_COLUMNS {
        return 0..line.len();
    }
    let mut start = focus.saturating_sub(MAX_COLUMNS / 3).min(line.len());
    while !line.is_char_boundary(start) {
        start -= 1;
    }
    let length = line[start..].char_indices().nth(MAX_COLUMNS).map_or(line.len() - start, |(offset, _)| offset);
    start..start + length
}

fn line_start(text: &str, at: usize, lines_above: usize) -> usize {
    let mut start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    for _ in 0..lines_above {
        start = text.get(..start.saturating_sub(1)).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    }
    start
}

fn line_end(text: &str, at: usize, lines_below: usize) -> usize {
    let mut end = at;
    for _ in 0..=lines_below {
        end = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| end + length + 1);
    }
    end
}

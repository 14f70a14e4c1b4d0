//! Writes an ignore for every finding into its file.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Span, parse, pieces};
use crate::input::Source;
use crate::report::{LocatedFinding, LocatedPlace, Report};
use crate::rule::Check;

/// A file with ignores written into it.
#[derive(Debug)]
pub struct Rewritten<'a> {
    /// The file's name.
    pub name: &'a str,
    /// Its new text.
    pub text: String,
    /// How many comments were written.
    pub comments: usize,
}

/// Where a comment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    /// Above all documents, for the whole file.
    File,
    /// Above the line that begins at this byte.
    Line(usize),
}

/// The files of a report with an ignore, of this reason, for each of its findings. Left out are findings that no comment can
/// take out: those in JSON and on stdin, and those about ignores.
pub fn add_ignores<'a>(report: &Report<'a>, reason: &str) -> Vec<Rewritten<'a>> {
    let mut files: BTreeMap<&'a str, (&'a Source, BTreeMap<Spot, BTreeSet<&str>>)> = BTreeMap::new();
    for LocatedFinding { finding, places, .. } in &report.findings {
        let is_about_ignores = matches!(finding.rule.check, Check::Suppressions(_));
        let Some((place, spot)) = places.first().filter(|_| !is_about_ignores).and_then(spot) else {
            continue;
        };
        let file = files.entry(place.source.name()).or_insert_with(|| (place.source, BTreeMap::new()));
        file.1.entry(spot).or_default().insert(finding.rule.name);
    }
    files.into_iter().map(|(name, (source, spots))| rewritten(name, source, &spots, reason)).collect()
}

/// Where the comment for a place goes; `None` where there can be none.
fn spot<'p, 'a>(place: &'p LocatedPlace<'a>) -> Option<(&'p LocatedPlace<'a>, Spot)> {
    let text = place.source.text();
    let is_writable = place.source.name() != Source::STDIN && place.source.encoding_problem().is_none();
    if !is_writable || place.source.name().ends_with(".json") {
        return None;
    }
    let piece = pieces(text).0.into_iter().map(|piece| piece.span).find(|piece| piece.contains(place.span));
    let Some(document) = piece.and_then(|piece| parse(text, piece).ok().flatten()) else {
        return Some((place, Spot::File));
    };
    let is_json = document.span().slice(text).trim_start().starts_with(['{', '[']);
    (!is_json).then(|| (place, Spot::Line(document.line_of_node_around(place.span) as usize)))
}

fn rewritten<'a>(
    name: &'a str,
    source: &Source,
    spots: &BTreeMap<Spot, BTreeSet<&str>>,
    reason: &str,
) -> Rewritten<'a> {
    let text = source.text();
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut new = text[..first].to_owned();
    let mut done = first;
    for (spot, rules) in spots {
        let rules = rules.iter().copied().collect::<Vec<_>>().join(", ");
        let (at, word) = match spot {
            Spot::File => (first, "ignore-file"),
            Spot::Line(at) => ((*at).max(first), "ignore"),
        };
        let line = Span::new(at, text.len()).slice(text);
        let indent = if *spot == Spot::File { "" } else { &line[..line.len() - line.trim_start_matches(' ').len()] };
        new.push_str(&text[done..at]);
        new.push_str(&format!("{indent}# bgplint: {word}[{rules}] {reason}{line_end}"));
        done = at;
    }
    new.push_str(&text[done..]);
    Rewritten { name, text: new, comments: spots.len() }
}

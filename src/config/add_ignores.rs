//! Writes an ignore comment into the file of each finding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::document::{Span, parse, pieces};
use crate::input::{Source, SourceId};
use crate::report::{LocatedFinding, LocatedPlace, Report};
use crate::rule::{Check, IgnorePolicy};

/// A file with its new ignore comments.
#[derive(Debug)]
pub struct Rewritten {
    /// The file.
    pub source: Arc<Source>,
    /// Its new text.
    pub text: String,
    /// How many comments were written.
    pub comments: usize,
}

/// The place of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    /// Above all documents, for the whole file.
    File,
    /// Above the line that begins at this byte.
    Line(usize),
}

/// The comments to write, by file and place.
type SpotsByFile<'a> = BTreeMap<SourceId, (&'a Arc<Source>, BTreeMap<Spot, BTreeSet<&'static str>>)>;

/// Returns the files with an ignore comment for each finding, all with the same reason. Some findings get no comment:
/// findings in JSON and on stdin, because a comment is not possible there; findings about ignores; and findings of rules
/// that nobody may ignore.
pub fn add_ignores(report: &Report, policy: &IgnorePolicy, reason: &str) -> Vec<Rewritten> {
    let mut files = SpotsByFile::new();
    for LocatedFinding { finding, primary, .. } in report.findings.iter().chain(&report.repeated) {
        let is_about_ignores = matches!(finding.rule.check, Check::Suppressions(_));
        if is_about_ignores || policy.refuses(finding.rule) {
            continue;
        }
        if let Some(spot) = spot(primary) {
            let file = files.entry(primary.source.id()).or_insert_with(|| (&primary.source, BTreeMap::new()));
            file.1.entry(spot).or_default().insert(finding.rule.name);
        }
    }
    let rewritten = files.into_values().map(|(source, spots)| rewritten(source, &spots, reason));
    let unchanged = rewritten.filter(|file| scalars(&file.text) == scalars(file.source.text()));
    let mut rewritten: Vec<Rewritten> = unchanged.collect();
    rewritten.sort_by(|one, other| one.source.name().cmp(other.source.name()));
    rewritten
}

/// The scalar values of all documents of a file. They must be the same before and after: a comment changes no value.
fn scalars(text: &str) -> Vec<Vec<String>> {
    let documents = pieces(text).0.into_iter().filter_map(|piece| parse(text, piece.span).ok().flatten());
    documents.map(|document| document.scalars()).collect()
}

/// The place of the comment for a finding; `None` where the file cannot have comments.
fn spot(place: &LocatedPlace) -> Option<Spot> {
    let text = place.source.text();
    let is_writable = place.source.name() != Source::STDIN && place.source.encoding_problem().is_none();
    if !is_writable || place.source.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return None;
    }
    let piece = pieces(text).0.into_iter().map(|piece| piece.span).find(|piece| piece.contains(place.span));
    let Some(document) = piece.and_then(|piece| parse(text, piece).ok().flatten()) else {
        return Some(Spot::File);
    };
    let is_json = document.span().slice(text).trim_start().starts_with(['{', '[']);
    (!is_json).then(|| Spot::Line(document.line_of_node_around(place.span) as usize))
}

fn rewritten(source: &Arc<Source>, spots: &BTreeMap<Spot, BTreeSet<&'static str>>, reason: &str) -> Rewritten {
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
    Rewritten { source: Arc::clone(source), text: new, comments: spots.len() }
}

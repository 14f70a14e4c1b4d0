//! Writes an ignore comment into the file of each finding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::document::{Document, Span, parse, pieces};
use crate::input::{Source, SourceId};
use crate::report::{LocatedFinding, Report};
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

/// The comments to write into a file, each with its rules.
type Spots = BTreeMap<Spot, BTreeSet<&'static str>>;

/// The place of a finding and its rule.
type PlaceOfRule = (Span, &'static str);

/// Returns the files with an ignore comment for each finding, all with the same reason. Some findings get no comment:
/// findings in JSON and on stdin, because a comment is not possible there; findings about ignores; and findings of rules
/// that nobody may ignore.
pub fn add_ignores(report: &Report, policy: &IgnorePolicy, reason: &str) -> Vec<Rewritten> {
    let mut files: BTreeMap<SourceId, (&Arc<Source>, Vec<PlaceOfRule>)> = BTreeMap::new();
    for LocatedFinding { finding, primary, .. } in report.findings.iter().chain(&report.repeated) {
        let is_about_ignores = matches!(finding.rule.check, Check::Suppressions(_));
        if !is_about_ignores && !policy.refuses(finding.rule) && is_writable(&primary.source) {
            let file = files.entry(primary.source.id()).or_insert_with(|| (&primary.source, Vec::new()));
            file.1.push((primary.span, finding.rule.name));
        }
    }
    let spotted = files.into_values().map(|(source, findings)| (source, spots(source.text(), findings)));
    let rewritten =
        spotted.filter(|(_, spots)| !spots.is_empty()).map(|(source, spots)| rewritten(source, &spots, reason));
    let unchanged = rewritten.filter(|file| scalars(&file.text) == scalars(file.source.text()));
    let mut rewritten: Vec<Rewritten> = unchanged.collect();
    rewritten.sort_by(|one, other| one.source.name().cmp(other.source.name()));
    rewritten
}

/// The scalar values of all documents of a file. They must be the same before and after: a comment changes no value.
fn scalars(text: &str) -> Vec<Vec<String>> {
    let documents = pieces(text).0.into_iter().filter_map(|piece| parse(text, piece).ok().flatten());
    documents.map(|document| document.scalars()).collect()
}

/// Whether a file can have comments.
fn is_writable(source: &Source) -> bool {
    let is_json = source.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    source.name() != Source::STDIN && source.encoding_problem().is_none() && source.is_utf8() && !is_json
}

/// The comments for the findings in a text. Each document is parsed once.
fn spots(text: &str, mut findings: Vec<PlaceOfRule>) -> Spots {
    findings.sort_unstable();
    let pieces = pieces(text).0;
    let piece_of = |place: Span| {
        let after = pieces.partition_point(|piece| piece.span.start <= place.start);
        after.checked_sub(1).map(|last| pieces[last]).filter(|piece| piece.span.contains(place))
    };
    let mut spots = Spots::new();
    for same in findings.chunk_by(|(one, _), (other, _)| piece_of(*one) == piece_of(*other)) {
        let document = piece_of(same[0].0).and_then(|piece| parse(text, piece).ok().flatten());
        let parts = document.as_ref().map(Document::parts);
        let is_json = |document: &Document| document.span().slice(text).trim_start().starts_with(['{', '[']);
        if document.as_ref().is_some_and(is_json) {
            continue;
        }
        for (place, rule) in same {
            let spot =
                parts.as_ref().map_or(Spot::File, |parts| Spot::Line(parts.line_of_node_around(*place) as usize));
            spots.entry(spot).or_default().insert(rule);
        }
    }
    spots
}

fn rewritten(source: &Arc<Source>, spots: &Spots, reason: &str) -> Rewritten {
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

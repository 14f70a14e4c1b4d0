//! The baseline: findings that were there when bgplint came, by fingerprint, so that only new ones are reported.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::file::items;
use crate::document::{Document, Span, parse};
use crate::error::Error;
use crate::input::{Input, Source, normal, seen_from};
#[cfg(feature = "walk")]
use crate::input::{absolute, real};
use crate::report::{AcceptedBy, LocatedFinding, Notice, NoticeKind, Report};
use crate::rule::{IgnorePolicy, Selection};

/// The version of the file: it changes when a field goes or changes its meaning.
const VERSION: u32 = 1;

/// Accepted findings.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    /// The file; none where the baseline was made just now.
    source: Option<Arc<Source>>,
    /// The directory that files are seen from, from the root.
    directory: PathBuf,
    /// The files that are there no longer.
    gone: BTreeSet<String>,
}

/// The file: JSON, sorted, so that its changes can be reviewed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    version: u32,
    findings: Vec<Entry>,
}

/// Findings of one rule at one field of one resource, in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    fingerprint: String,
    /// The clusters in which they were found; none where the input was one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<String>,
    count: usize,
}

impl Baseline {
    /// The findings of a report, but for those of rules that nobody may ignore. Files below `directory`, in which the baseline
    /// is to lie, are named as seen from there; it begins at the root.
    pub fn of(report: &Report, policy: &IgnorePolicy, directory: &Path) -> Baseline {
        let mut counts: BTreeMap<(String, &str, &str, Vec<String>), usize> = BTreeMap::new();
        let findings = report.findings.iter().chain(&report.repeated);
        for located in findings.filter(|located| !policy.refuses(located.finding.rule)) {
            let file = seen_from(directory, located.primary.source.real_path()).to_string_lossy().replace('\\', "/");
            let identity = (file, located.finding.rule.name, located.fingerprint.as_str(), clusters(located));
            *counts.entry(identity).or_default() += 1;
        }
        let entries = counts.into_iter().map(|((file, rule, fingerprint, clusters), count)| Entry {
            file,
            rule: rule.to_owned(),
            fingerprint: fingerprint.to_owned(),
            clusters,
            count,
        });
        Baseline { entries: entries.collect(), directory: directory.to_owned(), ..Baseline::default() }
    }

    /// Reads a file, and looks which of the files that it names are gone.
    ///
    /// # Errors
    /// A file that cannot be read, or is no baseline.
    #[cfg(feature = "walk")]
    pub fn read(path: &Path) -> Result<Baseline, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let source = Source::from_bytes(&path.to_string_lossy(), bytes).read_from(path);
        let baseline = Baseline::parse(source.found_at(absolute(path), real(path)))?;
        Ok(baseline.with_gone_files(|file| !file.exists()))
    }

    /// Reads the text of a file. What it says of files is seen from its own directory.
    ///
    /// # Errors
    /// A text that is no baseline, with the place of what is wrong.
    pub fn parse(source: Source) -> Result<Baseline, Error> {
        let source = Arc::new(source);
        let text = source.text();
        let invalid = |span, message: String| {
            Error::Invalid(Box::new(
                Notice::new(NoticeKind::InvalidBaseline, &source, span, message)
                    .help("write a new baseline: `bgplint --write-baseline FILE`"),
            ))
        };
        let contents: Contents = serde_json::from_str(text).map_err(|error| {
            let line = source.lines().start(error.line()).unwrap_or(text.len());
            let at = (line + error.column().saturating_sub(1)).min(text.len());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            invalid(Span::new(at, at), format!("the file is not a baseline: {message}"))
        })?;
        if contents.version != VERSION {
            let version = document(&source).and_then(|document| Some(document.root().get("version")?.span()));
            let message =
                format!("the baseline has version {}, but this bgplint reads version {VERSION}", contents.version);
            return Err(invalid(version.unwrap_or_default(), message));
        }
        let directory = source.real_path().parent().map(Path::to_owned).unwrap_or_default();
        Ok(Baseline { entries: contents.findings, source: Some(source), directory, gone: BTreeSet::new() })
    }

    /// The baseline, told which of the files that it names are there no longer: their findings may have moved to other files.
    pub fn with_gone_files(self, is_gone: impl Fn(&Path) -> bool) -> Baseline {
        let gone = self.entries.iter().filter(|entry| is_gone(&self.file(entry))).map(|entry| entry.file.clone());
        Baseline { gone: gone.collect(), ..self }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None: a baseline is plain text and numbers.
    pub fn text(&self) -> serde_json::Result<String> {
        let contents = Contents { version: VERSION, findings: self.entries.clone() };
        Ok(serde_json::to_string_pretty(&contents)? + "\n")
    }

    /// Takes the accepted findings out of a report, and notices which are no longer there. Of more findings at one field than
    /// were accepted, the last ones stay. What was accepted in a file that is gone counts wherever it is now: the file was
    /// moved.
    pub fn apply(&self, report: &mut Report, input: &Input, policy: &IgnorePolicy, selection: &Selection) {
        let mut left: Vec<usize> = self.entries.iter().map(|entry| entry.count).collect();
        let mut by_fingerprint: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            by_fingerprint.entry(&entry.fingerprint).or_default().push(number);
        }
        let mut take = |located: &LocatedFinding, fits: &dyn Fn(&Entry) -> bool| {
            let known = by_fingerprint.get(located.fingerprint.as_str()).into_iter().flatten().copied();
            let own = clusters(located);
            let mut fitting = known.filter(|_| !policy.refuses(located.finding.rule)).filter(|number| {
                let entry = &self.entries[*number];
                left[*number] > 0 && own.iter().all(|name| entry.clusters.contains(name)) && fits(entry)
            });
            let found = fitting.next();
            found.map(|number| left[number] -= 1).is_some()
        };
        report.accept(AcceptedBy::Baseline, |findings| {
            // Each file takes its own first.
            let is_own = |located: &LocatedFinding| {
                take(located, &|entry| self.file(entry) == located.primary.source.real_path())
            };
            let own: Vec<bool> = findings.iter().map(is_own).collect();
            let reason = |(located, is_own): (&LocatedFinding, bool)| {
                let is_accepted = is_own || take(located, &|entry| self.gone.contains(&entry.file));
                is_accepted.then(|| "in the baseline".to_owned())
            };
            findings.iter().zip(own).map(reason).collect()
        });
        let is_stale = |(entry, left): &(&Entry, usize)| {
            // What a rule has found that is no more is no longer there; of what was not looked at nothing is known.
            let rule = crate::rules::find(&entry.rule);
            *left > 0
                && rule.is_none_or(|rule| !policy.refuses(rule) && selection.holds(rule))
                && input.covers(&self.file(entry))
        };
        let stale: Vec<&Entry> = self.entries.iter().zip(left).filter(is_stale).map(|(entry, _)| entry).collect();
        report.notices.extend(self.notices(&stale));
    }

    /// What is said of entries that are no longer there.
    fn notices(&self, stale: &[&Entry]) -> Vec<Notice> {
        let Some(source) = self.source.as_ref().filter(|_| !stale.is_empty()) else {
            return Vec::new();
        };
        let document = document(source);
        let places = document.as_ref().map(|document| items(document.root(), "findings")).unwrap_or_default();
        let notice = |entry: &&Entry| {
            let number = self.entries.iter().position(|other| other == *entry);
            let place = number.and_then(|number| places.get(number)).and_then(|entry| entry.get("fingerprint"));
            let span = place.map(|fingerprint| fingerprint.span()).unwrap_or_default();
            let message = format!("{} no longer has this finding of `{}`", entry.file, entry.rule);
            Notice::new(NoticeKind::StaleBaselineEntry, source, span, message).help("remove the entry")
        };
        stale.iter().map(notice).collect()
    }

    /// The file of an entry, from the root.
    fn file(&self, entry: &Entry) -> PathBuf {
        normal(&self.directory.join(&entry.file))
    }
}

/// The tree of a baseline, for the places of its entries.
fn document(source: &Source) -> Option<Document<'_>> {
    parse(source.text(), Span::new(0, source.text().len())).ok().flatten()
}

/// The clusters of a finding, by name.
fn clusters(located: &LocatedFinding) -> Vec<String> {
    let finding = &located.finding;
    let mut names: Vec<String> = finding.clusters.iter().chain(&finding.other_findings_in).cloned().collect();
    names.sort();
    names
}

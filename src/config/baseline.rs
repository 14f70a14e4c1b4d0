//! The baseline: the fingerprints of findings that existed before bgplint was introduced, so that only new findings are
//! reported.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::file::items;
#[cfg(feature = "walk")]
use super::find::counterpart;
use crate::document::{Document, Span, parse};
use crate::error::Error;
#[cfg(feature = "walk")]
use crate::input::disk::{LARGEST_SETTINGS, read_named};
use crate::input::{Input, Source, normal, seen_from, shown};
#[cfg(feature = "walk")]
use crate::input::{absolute, real};
use crate::report::{AcceptedBy, LocatedFinding, Notice, NoticeKind, Report};
use crate::rule::{IgnorePolicy, Selection};

/// The version of the format. It is raised when a field is removed or changes its meaning.
const VERSION: u32 = 1;

/// Accepted findings.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    /// The file; `None` for a baseline that this run has made.
    source: Option<Arc<Source>>,
    /// The absolute directory to which the file names are relative.
    directory: PathBuf,
    /// The files of the baseline that no longer exist.
    gone: BTreeSet<String>,
}

/// The file: sorted JSON, so that a reviewer can read its changes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    version: u32,
    findings: Vec<Entry>,
}

/// The findings of one rule at one field of one resource, in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    fingerprint: String,
    /// The clusters of the findings; empty where the input is a single cluster without a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<String>,
    count: usize,
}

impl Baseline {
    /// The baseline of a report, without the findings of rules that nobody may ignore. `directory` is the absolute
    /// directory in which the baseline will be; names of files below it are relative to it.
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

    /// Reads a file, and finds out which of its files no longer exist.
    ///
    /// # Errors
    /// The file cannot be read, or is not a baseline.
    #[cfg(feature = "walk")]
    pub fn read(path: &Path) -> Result<Baseline, Error> {
        let read = read_named(path, LARGEST_SETTINGS);
        let bytes = read.map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let source = Source::from_bytes(&path.to_string_lossy(), bytes).read_from(path);
        let baseline = Baseline::parse(source.found_at(absolute(path)))?;
        Ok(baseline.with_gone_files(|file| !file.exists()))
    }

    /// Reads a file whose names of files are meant in another checkout, the one around `directory`.
    ///
    /// # Errors
    /// The file cannot be read, or is not a baseline.
    #[cfg(feature = "walk")]
    pub fn read_in(path: &Path, directory: &Path) -> Result<Baseline, Error> {
        let baseline = Baseline::read(path)?;
        let directory = real(&counterpart(&baseline.directory, &real(directory)));
        Ok(Baseline { directory, ..baseline }.with_gone_files(|file| !file.exists()))
    }

    /// The file, as it is shown; `None` for a baseline that this run has made.
    pub fn shown_name(&self) -> Option<String> {
        self.source.as_ref().map(|source| shown(source.path()))
    }

    /// Reads the text of a baseline. Its file names are relative to the directory of the source.
    ///
    /// # Errors
    /// The text is not a baseline; the error has the place.
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

    /// The baseline with its missing files marked: their findings may have moved to other files.
    pub fn with_gone_files(self, is_gone: impl Fn(&Path) -> bool) -> Baseline {
        let gone = self.entries.iter().filter(|entry| is_gone(&self.file(entry))).map(|entry| entry.file.clone());
        Baseline { gone: gone.collect(), ..self }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None in practice: a baseline holds only text and numbers.
    pub fn text(&self) -> serde_json::Result<String> {
        let contents = Contents { version: VERSION, findings: self.entries.clone() };
        Ok(serde_json::to_string_pretty(&contents)? + "\n")
    }

    /// Removes accepted findings from a report, and adds notices for entries that no longer match a finding. If a field has
    /// more findings than were accepted, the last ones stay in the report. An entry of a file that no longer exists accepts
    /// the same finding in any file, because the file may have been renamed.
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
            // First each entry accepts findings of its own file; only then the entries of missing files accept the rest.
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
            // An entry is stale only if its rule ran and its file was read. The findings of a removed rule are always
            // stale.
            let rule = crate::rules::find(&entry.rule);
            *left > 0
                && rule.is_none_or(|rule| !policy.refuses(rule) && selection.holds(rule))
                && input.covers(&self.file(entry))
        };
        let stale: Vec<&Entry> = self.entries.iter().zip(left).filter(is_stale).map(|(entry, _)| entry).collect();
        report.notices.extend(self.notices(&stale));
    }

    /// The notices about stale entries.
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

    /// The absolute path of an entry's file.
    fn file(&self, entry: &Entry) -> PathBuf {
        normal(&self.directory.join(&entry.file))
    }
}

/// The YAML tree of a baseline, for the places of its entries.
fn document(source: &Source) -> Option<Document<'_>> {
    parse(source.text(), Span::new(0, source.text().len())).ok().flatten()
}

/// The names of the clusters of a finding.
fn clusters(located: &LocatedFinding) -> Vec<String> {
    let finding = &located.finding;
    let mut names: Vec<String> = finding.clusters.iter().chain(&finding.other_findings_in).cloned().collect();
    names.sort();
    names
}

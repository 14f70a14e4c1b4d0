//! The baseline: findings that were there when bgplint came, by fingerprint, so that only new ones are told.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::input::{real, seen_from, shown};
use crate::report::{Accepted, AcceptedBy, LocatedFinding, Report};
use crate::rule::IgnorePolicy;

/// The version of the file: it changes when a field goes or changes its meaning.
const VERSION: u32 = 1;

/// Accepted findings. The file is JSON, sorted, so that its changes can be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// Findings of one rule at one field of one resource, in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    file: String,
    rule: String,
    fingerprint: String,
    /// The clusters in which they were found; none where the input was one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<String>,
    count: usize,
}

/// Why a file is no baseline.
#[derive(Debug)]
pub enum BaselineError {
    /// It is not JSON, or lacks something; with what the reader says.
    Malformed(String),
    /// It was written by a newer bgplint.
    Version(u32),
}

impl fmt::Display for BaselineError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BaselineError::Malformed(reason) => write!(formatter, "it is no baseline: {reason}"),
            BaselineError::Version(version) => {
                write!(formatter, "it has version {version}, and this bgplint reads version {VERSION}")
            }
        }
    }
}

impl Baseline {
    /// The findings of a report, but for those of rules that nobody may ignore. Files below `directory`, in which the baseline
    /// lies, are named as seen from there.
    pub fn of(report: &Report, policy: &IgnorePolicy, directory: &Path) -> Baseline {
        let mut counts: BTreeMap<(String, &str, &str, Vec<String>), usize> = BTreeMap::new();
        for located in report.findings.iter().filter(|located| !policy.refuses(located.finding.rule)) {
            let file = as_seen_from(directory, file(located));
            let identity = (file, located.finding.rule.name, located.fingerprint.as_str(), clusters(located));
            *counts.entry(identity).or_default() += 1;
        }
        let accepted = counts.into_iter().map(|((file, rule, fingerprint, clusters), count)| Known {
            file,
            rule: rule.to_owned(),
            fingerprint: fingerprint.to_owned(),
            clusters,
            count,
        });
        Baseline { version: VERSION, findings: accepted.collect() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// See [`BaselineError`].
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        let malformed = |error: serde_json::Error| BaselineError::Malformed(error.to_string());
        let baseline: Baseline = serde_json::from_str(text).map_err(malformed)?;
        match baseline.version {
            VERSION => Ok(baseline),
            version => Err(BaselineError::Version(version)),
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        // Plain structs of text and numbers cannot fail to serialize.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Takes the accepted findings out of a report, and notes which are no longer there. Of more findings at one field than
    /// were accepted, the last ones stay. What was accepted in a file that is gone counts wherever it is now: the file was
    /// moved. `is_known` says of a rule and a file whether the one was run on the other.
    pub fn apply(
        &self,
        report: &mut Report,
        policy: &IgnorePolicy,
        directory: &Path,
        is_known: impl Fn(&str, &Path) -> bool,
    ) {
        let mut left: BTreeMap<&str, Vec<(&Known, PathBuf, usize)>> = BTreeMap::new();
        for known in &self.findings {
            left.entry(&known.fingerprint).or_default().push((known, real(&directory.join(&known.file)), known.count));
        }
        let mut take = |located: &LocatedFinding, fits: &dyn Fn(&Path) -> bool| {
            let known = left.get_mut(located.fingerprint.as_str()).filter(|_| !policy.refuses(located.finding.rule));
            let own = clusters(located);
            let is_accepted = |known: &Known| own.iter().all(|name| known.clusters.contains(name));
            let mut fitting = known
                .into_iter()
                .flatten()
                .filter(|(known, file, count)| *count > 0 && is_accepted(known) && fits(file));
            fitting.next().map(|(_, _, count)| *count -= 1).is_some()
        };
        // Each file takes its own first.
        let findings = std::mem::take(&mut report.findings);
        let own: Vec<bool> =
            findings.iter().map(|located| take(located, &|known| known == real(Path::new(file(located))))).collect();
        for (located, is_own) in findings.into_iter().zip(own) {
            match is_own || take(&located, &|known| !known.exists()) {
                true => report.accepted.push(Accepted {
                    located,
                    by: AcceptedBy::Baseline,
                    reason: "in the baseline".to_owned(),
                }),
                false => report.findings.push(located),
            }
        }
        let mut left: Vec<_> = left.into_values().flatten().collect();
        left.sort_by_key(|(known, ..)| *known);
        let is_refused = |name: &str| crate::rules::find(name).is_some_and(|rule| policy.refuses(rule));
        let stale = left
            .iter()
            .filter(|(known, file, count)| *count > 0 && !is_refused(&known.rule) && is_known(&known.rule, file));
        let stale =
            stale.map(|(known, ..)| format!("no longer there, but in the baseline: {} in {}", known.rule, known.file));
        report.stale.extend(stale);
    }
}

/// A file as seen from a directory, or from the root where it does not lie below it.
fn as_seen_from(directory: &Path, file: &str) -> String {
    shown(&seen_from(&real(directory), &real(Path::new(file))))
}

/// The clusters of a finding, by name.
fn clusters(located: &LocatedFinding) -> Vec<String> {
    let finding = &located.finding;
    let mut names: Vec<String> = finding.clusters.iter().chain(&finding.likewise_in).cloned().collect();
    names.sort();
    names
}

fn file(located: &LocatedFinding) -> &str {
    located.primary.source.name()
}

//! The baseline: findings that were there when bgplint came, by fingerprint, so that only new ones are told.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::report::{Accepted, AcceptedBy, LocatedFinding, Report};

/// The version of the file: it changes when a field goes or changes its meaning.
const VERSION: u32 = 1;

/// Accepted findings. The file is JSON, sorted, so that its changes can be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// Findings of one rule at one field of one resource; where they stand is told for the reader only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    file: String,
    rule: String,
    fingerprint: String,
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
    /// The findings of a report, those that are accepted already among them.
    pub fn of(report: &Report) -> Baseline {
        let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        let accepted = report.accepted.iter().filter(|accepted| accepted.by == AcceptedBy::Baseline);
        for located in report.findings.iter().chain(accepted.map(|accepted| &accepted.located)) {
            *counts.entry((file(located), located.finding.rule.name, &located.fingerprint)).or_default() += 1;
        }
        let accepted = counts.into_iter().map(|((file, rule, fingerprint), count)| Known {
            file: file.to_owned(),
            rule: rule.to_owned(),
            fingerprint: fingerprint.to_owned(),
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
    /// were accepted, the last ones stay. `is_known` says of a rule and a file whether the one was run on the other.
    pub fn apply(&self, report: &mut Report, is_known: impl Fn(&str, &str) -> bool) {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for accepted in &self.findings {
            *left.entry(&accepted.fingerprint).or_default() += accepted.count;
        }
        let (accepted, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut report.findings).into_iter().partition(|located| {
                let count = left.get_mut(located.fingerprint.as_str()).filter(|count| **count > 0);
                count.map(|count| *count -= 1).is_some()
            });
        report.findings = kept;
        let accept = |located| Accepted { located, by: AcceptedBy::Baseline, reason: "in the baseline".to_owned() };
        report.accepted.extend(accepted.into_iter().map(accept));
        let is_left = |own: &&Known| {
            is_known(&own.rule, &own.file) && left.get(own.fingerprint.as_str()).is_some_and(|count| *count > 0)
        };
        let stale = self.findings.iter().filter(is_left);
        report
            .stale
            .extend(stale.map(|own| format!("no longer there, but in the baseline: {} in {}", own.rule, own.file)));
    }
}

fn file<'r>(located: &'r LocatedFinding) -> &'r str {
    located.places.first().map_or("", |place| place.source.name())
}

//! Findings → what people and programs read: one file per format, and the last line.

mod concise;
mod context;
mod excerpt;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod locate;
mod located;
mod markdown;
mod pretty;
mod sarif;
mod secrets;
mod summary;

pub use crate::visible::visible;
pub use concise::concise;
pub use github::github;
pub use gitlab::gitlab;
pub use json::json;
pub use jsonl::jsonl;
pub use junit::junit;
pub use locate::locate;
pub use located::{LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace};
pub use markdown::markdown;
pub use pretty::{Look, pretty};
pub use sarif::sarif;
pub use summary::{Summary, summary_lines};

use std::collections::BTreeSet;

use crate::input::Skipped;
use crate::rule::UnknownRule;

/// Everything that a run has to say.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings, with lines, columns and paths.
    pub findings: Vec<LocatedFinding>,
    /// Findings that are accepted; SARIF alone shows them, marked.
    pub accepted: Vec<Accepted>,
    /// What is accepted somewhere and no longer there, a line each.
    pub stale: Vec<String>,
    /// The files that are to hold all nodes of a cluster, and hold none.
    pub without_nodes: Vec<String>,
    /// Files that could not be taken into account.
    pub skipped: Vec<Skipped>,
    /// The commands that make what patches make, which are left out.
    pub patched: Vec<String>,
    /// What could not be checked.
    pub unknown: Vec<UnknownRule>,
    /// The rules whose silence says nothing.
    pub open: BTreeSet<&'static str>,
    /// The counts.
    pub summary: Summary,
}

impl Report {
    /// Leaves the first of the findings that are told once per run.
    pub fn say_once(&mut self) {
        let mut said = BTreeSet::new();
        self.findings.retain(|LocatedFinding { finding, .. }| !finding.is_once || said.insert(finding.rule.name));
    }
}

/// A finding that is not told.
#[derive(Debug)]
pub struct Accepted {
    /// The finding.
    pub located: LocatedFinding,
    /// What accepts it.
    pub by: AcceptedBy,
    /// Why.
    pub reason: String,
}

/// What accepts a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedBy {
    /// A comment or an annotation in its file.
    File,
    /// The configuration.
    Configuration,
    /// The baseline.
    Baseline,
}

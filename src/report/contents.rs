//! Everything that a run has to say: findings, what accepts them, what was left out, and the counts.

use std::collections::BTreeSet;

use super::located::LocatedFinding;
use crate::cluster::Inventory;
use crate::input::Skipped;
use crate::rule::{Severity, UnknownRule};

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

    /// How many findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|located| located.finding.severity == severity).count()
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

/// The counts of a run.
#[derive(Debug)]
pub struct Summary {
    /// Files looked at.
    pub files: usize,
    /// Documents in the files that concern us.
    pub documents: usize,
    /// Resources of our kinds.
    pub resources: usize,
    /// Nodes.
    pub nodes: usize,
    /// How much of the nodes is known; the least of all clusters.
    pub inventory: Inventory,
    /// The clusters, by name; empty where the input is one without a name.
    pub clusters: Vec<String>,
}

impl Default for Summary {
    fn default() -> Self {
        Summary { files: 0, documents: 0, resources: 0, nodes: 0, inventory: Inventory::None, clusters: Vec::new() }
    }
}

//! The report: findings, accepted findings, skipped files and counts.

use std::collections::BTreeSet;

use super::gate::Gate;
use super::located::LocatedFinding;
use super::notice::Notice;
use crate::bounded::bounded;
use crate::cluster::Inventory;
use crate::input::Skipped;
use crate::rule::{FailOn, Severity, UnknownRule};

/// The result of a run. It owns its data, so it can be sent to other threads and kept.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings with lines, columns and paths, sorted by file, place and rule.
    pub findings: Vec<LocatedFinding>,
    /// Later findings of rules that are reported once per run.
    pub repeated: Vec<LocatedFinding>,
    /// Accepted findings. Only SARIF shows them, marked as suppressed.
    pub accepted: Vec<Accepted>,
    /// Entries of the configuration or the baseline that have no effect.
    pub notices: Vec<Notice>,
    /// Files that were skipped.
    pub skipped: Vec<Skipped>,
    /// The commands whose output has the patched objects; patches themselves are not applied.
    pub build_commands: Vec<String>,
    /// Checks that were not possible.
    pub unknown: Vec<UnknownRule>,
    /// Rules without a reliable result: the rule did not run, or could not check everything. An unused ignore of such a
    /// rule may still be needed.
    pub inconclusive_rules: BTreeSet<&'static str>,
    /// The lowest severity that makes the run fail.
    pub fail_on: FailOn,
    /// What decides how strict the run was.
    pub gate: Gate,
    /// The counts.
    pub summary: Summary,
}

impl Report {
    /// Whether the run fails, because a finding reaches the threshold.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|located| self.fail_on.is_met_by(located.finding.severity))
    }

    /// The number of findings with this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|located| located.finding.severity == severity).count()
    }

    /// Moves findings, also repeated ones, to the accepted findings. `accept` gets all findings at once, in the order of
    /// the files, and returns the reason for each accepted one.
    pub(crate) fn accept(&mut self, by: AcceptedBy, accept: impl FnOnce(&[LocatedFinding]) -> Vec<Option<String>>) {
        let findings = self.take_findings();
        let reasons = accept(&findings);
        for (located, reason) in findings.into_iter().zip(reasons) {
            match reason {
                Some(reason) => self.accepted.push(Accepted::new(located, by, &reason)),
                None => self.findings.push(located),
            }
        }
        self.say_once();
    }

    /// Keeps only the first finding of each rule that is reported once per run.
    pub(crate) fn say_once(&mut self) {
        let mut said = BTreeSet::new();
        let is_first =
            |LocatedFinding { finding, .. }: &LocatedFinding| !finding.once_per_run || said.insert(finding.rule.name);
        (self.findings, self.repeated) = self.take_findings().into_iter().partition(is_first);
    }

    /// Takes all findings, with the repeated ones, in order.
    fn take_findings(&mut self) -> Vec<LocatedFinding> {
        let mut findings = std::mem::take(&mut self.findings);
        findings.append(&mut self.repeated);
        findings.sort_by(|one, other| order(one).cmp(&order(other)));
        findings
    }
}

/// The order of findings: file, place, rule, message.
fn order(located: &LocatedFinding) -> impl Ord + '_ {
    let LocatedFinding { finding, primary, .. } = located;
    (primary.source.name(), primary.source.id(), primary.span, finding.rule.name, &finding.message)
}

/// A finding that is not reported.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The finding.
    pub located: LocatedFinding,
    /// What accepts it.
    pub by: AcceptedBy,
    /// The reason.
    pub reason: String,
}

impl Accepted {
    /// A finding, with the first words of a long reason.
    pub fn new(located: LocatedFinding, by: AcceptedBy, reason: &str) -> Accepted {
        Accepted { located, by, reason: bounded(reason) }
    }
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
#[derive(Clone, Debug)]
pub struct Summary {
    /// The files that were read.
    pub files: usize,
    /// The documents in relevant files.
    pub documents: usize,
    /// The resources that bgplint knows.
    pub resources: usize,
    /// Nodes.
    pub nodes: usize,
    /// How much of the node list is known: the least of all clusters.
    pub inventory: Inventory,
    /// The clusters by name; empty where the input is a single cluster without a name.
    pub clusters: Vec<String>,
}

impl Default for Summary {
    fn default() -> Self {
        Summary { files: 0, documents: 0, resources: 0, nodes: 0, inventory: Inventory::None, clusters: Vec::new() }
    }
}

//! Everything that a run has to say: findings, what accepts them, what was left out, and the counts.

use std::collections::BTreeSet;

use super::located::LocatedFinding;
use super::notice::Notice;
use crate::cluster::Inventory;
use crate::input::Skipped;
use crate::rule::{FailOn, Severity, UnknownRule};

/// Everything that a run has to say. It owns all of it, and may be sent to other threads and kept.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings, with lines, columns and paths, by file, place and rule.
    pub findings: Vec<LocatedFinding>,
    /// Findings that say again what is said once per run.
    pub repeated: Vec<LocatedFinding>,
    /// Findings that are accepted; SARIF alone shows them, marked.
    pub accepted: Vec<Accepted>,
    /// What the configuration or the baseline says in vain.
    pub notices: Vec<Notice>,
    /// Files that could not be taken into account.
    pub skipped: Vec<Skipped>,
    /// The commands that make what patches make, which are left out.
    pub build_commands: Vec<String>,
    /// What could not be checked.
    pub unknown: Vec<UnknownRule>,
    /// The rules whose silence says nothing: they were not run, or could not check everything.
    pub inconclusive_rules: BTreeSet<&'static str>,
    /// From which severity on the run fails.
    pub fail_on: FailOn,
    /// The counts.
    pub summary: Summary,
}

impl Report {
    /// Whether the run fails: there is a finding at or above the threshold.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|located| self.fail_on.is_met_by(located.finding.severity))
    }

    /// How many findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|located| located.finding.severity == severity).count()
    }

    /// Takes out the findings, the repeated ones among them, that `accept` takes; it is asked in the order of the files, and
    /// sees all findings first.
    pub(crate) fn accept(&mut self, by: AcceptedBy, accept: impl FnOnce(&[LocatedFinding]) -> Vec<Option<String>>) {
        let findings = self.take_findings();
        let reasons = accept(&findings);
        for (located, reason) in findings.into_iter().zip(reasons) {
            match reason {
                Some(reason) => self.accepted.push(Accepted { located, by, reason }),
                None => self.findings.push(located),
            }
        }
        self.say_once();
    }

    /// Leaves the first of the findings that are reported once per run.
    pub(crate) fn say_once(&mut self) {
        let mut said = BTreeSet::new();
        let is_first =
            |LocatedFinding { finding, .. }: &LocatedFinding| !finding.once_per_run || said.insert(finding.rule.name);
        (self.findings, self.repeated) = self.take_findings().into_iter().partition(is_first);
    }

    /// Takes out all findings, the repeated findings among them, in their order.
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
#[derive(Clone, Debug)]
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

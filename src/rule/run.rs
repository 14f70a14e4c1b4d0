//! Runs the chosen rules over the clusters and brings their findings into order.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Rule;
use super::finding::{Finding, Findings, Needs};
use crate::cluster::Cluster;

/// Which rules to run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these; all where empty.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// The pedantic ones too.
    pub pedantic: bool,
}

impl Selection {
    /// Whether a rule is to be run.
    pub fn holds(&self, rule: &Rule) -> bool {
        let names = |list: &[String]| list.iter().any(|name| name == rule.name || name == rule.group.name());
        let is_on = match self.select.as_slice() {
            [] => self.pedantic || !rule.is_pedantic,
            select => names(select),
        };
        is_on && !names(&self.ignore)
    }
}

/// Checks of one rule that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The rule.
    pub rule: &'static str,
    /// How many checks.
    pub count: usize,
    /// What they lacked.
    pub needs: Needs,
}

/// What the rules found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings by file, place and rule.
    pub findings: Vec<Finding>,
    /// What could not be checked, by rule.
    pub unknown: Vec<UnknownRule>,
}

/// Runs the rules. A finding that several clusters share, because its file is common to them, is given once.
pub fn run(rules: &[&'static Rule], clusters: &[Cluster]) -> Outcome {
    let jobs: Vec<(&'static Rule, &Cluster)> =
        rules.iter().flat_map(|rule| clusters.iter().map(move |cluster| (*rule, cluster))).collect();
    let results: Vec<Findings> = jobs
        .into_par_iter()
        .map(|(rule, cluster)| {
            let mut findings = Findings::new(rule);
            (rule.check)(cluster, &mut findings);
            findings
        })
        .collect();

    let mut outcome = Outcome::default();
    let mut unknown: BTreeMap<(&'static str, Needs), usize> = BTreeMap::new();
    for (rule, findings) in rules.iter().flat_map(|rule| std::iter::repeat_n(rule, clusters.len())).zip(results) {
        outcome.findings.extend(findings.findings);
        for (needs, count) in findings.unknown {
            *unknown.entry((rule.name, needs)).or_default() += count;
        }
    }
    outcome.findings.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    outcome.findings.dedup_by(|a, b| order(a) == order(b) && a.message == b.message);
    let mut given = BTreeSet::new();
    outcome.findings.retain(|finding| !finding.is_once || given.insert(finding.rule.name));
    outcome.unknown = unknown.into_iter().map(|((rule, needs), count)| UnknownRule { rule, count, needs }).collect();
    outcome
}

/// Files are numbered by name, so that their numbers put them in order.
fn order(finding: &Finding) -> (crate::input::SourceId, crate::document::Span, &'static str) {
    (finding.primary.place.source, finding.primary.place.span, finding.rule.name)
}

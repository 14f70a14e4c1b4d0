//! Runs the chosen rules over the clusters and brings their findings into order.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Rule;
use super::finding::{Finding, Findings, Needs};
use crate::propagation::Propagation;

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

/// Runs the rules.
pub fn run(rules: &[&'static Rule], clusters: &[Propagation]) -> Outcome {
    let jobs: Vec<(&'static Rule, &Propagation)> =
        rules.iter().flat_map(|rule| clusters.iter().map(move |cluster| (*rule, cluster))).collect();
    let mut results: Vec<Findings> = jobs
        .into_par_iter()
        .map(|(rule, propagation)| {
            let mut findings = Findings::new(rule);
            rule.check.run(propagation, &mut findings);
            findings
        })
        .collect();

    let mut outcome = Outcome::default();
    let mut unknown: BTreeMap<(&'static str, Needs), usize> = BTreeMap::new();
    for (rule, results) in rules.iter().zip(results.chunks_mut(clusters.len().max(1))) {
        for (needs, count) in results.iter().flat_map(|result| &result.unknown) {
            *unknown.entry((rule.name, *needs)).or_default() += count;
        }
        let per_cluster = results.iter_mut().map(|result| std::mem::take(&mut result.findings)).collect();
        outcome.findings.extend(merge(per_cluster, clusters));
    }
    outcome.findings.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    // What stands at an anchor is read once per alias, and is one cause.
    outcome.findings.dedup_by(|a, b| order(a) == order(b) && a.message == b.message);
    let mut given = BTreeSet::new();
    outcome.findings.retain(|finding| !finding.is_once || given.insert(finding.rule.name));
    outcome.unknown = unknown.into_iter().map(|((rule, needs), count)| UnknownRule { rule, count, needs }).collect();
    outcome
}

/// The findings of one rule in all clusters. One in a file that several clusters share is given once, and where it does
/// not hold in all of them, it names those in which it does.
fn merge(per_cluster: Vec<Vec<Finding>>, clusters: &[Propagation]) -> Vec<Finding> {
    if clusters.len() == 1 {
        return per_cluster.into_iter().flatten().collect();
    }
    let mut merged: BTreeMap<_, (Finding, Vec<usize>)> = BTreeMap::new();
    for (number, findings) in per_cluster.into_iter().enumerate() {
        let mut repeated = BTreeMap::new();
        for finding in findings {
            // A rule may have several things to say of one place.
            let place = (finding.primary.place.source, finding.primary.place.span);
            let ordinal: &mut usize = repeated.entry(place).or_default();
            merged.entry((place, *ordinal)).or_insert_with(|| (finding, Vec::new())).1.push(number);
            *ordinal += 1;
        }
    }
    let name = |number: &usize| {
        clusters.get(*number).and_then(|propagation| propagation.sessions.cluster.directory.clone()).unwrap_or_default()
    };
    let name_clusters = |(mut finding, numbers): (Finding, Vec<usize>)| {
        let source = finding.primary.place.source;
        let sharing = clusters
            .iter()
            .filter(|propagation| propagation.sessions.cluster.files().any(|file| file.source == source))
            .count();
        if numbers.len() < sharing {
            let names: Vec<String> = numbers.iter().map(name).collect();
            finding.message.push_str(&format!(" (in {})", names.join(", ")));
        }
        finding
    };
    merged.into_values().map(name_clusters).collect()
}

/// Files are numbered by name, so that their numbers put them in order.
fn order(finding: &Finding) -> (crate::input::SourceId, crate::document::Span, &'static str) {
    (finding.primary.place.source, finding.primary.place.span, finding.rule.name)
}

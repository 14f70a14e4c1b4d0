//! Runs the chosen rules over the clusters and brings their findings into order.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::finding::{Finding, Findings, Needs};
use super::suppression::{IgnorePolicy, Ignored, Suppressions};
use super::{Check, Rule};
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
    /// Those that their files ask not to tell.
    pub ignored: Vec<Ignored>,
    /// What could not be checked, by rule.
    pub unknown: Vec<UnknownRule>,
}

/// Runs those of all rules that are chosen.
pub fn run(all: &[&'static Rule], selection: &Selection, clusters: &[Propagation], policy: &IgnorePolicy) -> Outcome {
    let rules: Vec<&'static Rule> = all.iter().copied().filter(|rule| selection.holds(rule)).collect();
    let mut outcome = find(&rules, clusters);
    outcome.findings.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    // What stands at an anchor is read once per alias, and is one cause.
    outcome.findings.dedup_by(|a, b| order(a) == order(b) && a.message == b.message);
    if !policy.is_off {
        suppress(&mut outcome, all, &rules, clusters, policy);
        outcome.findings.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.message.cmp(&b.message)));
    }
    outcome
}

/// What the rules find in the clusters.
fn find(rules: &[&'static Rule], clusters: &[Propagation]) -> Outcome {
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
    outcome.unknown = unknown.into_iter().map(|((rule, needs), count)| UnknownRule { rule, count, needs }).collect();
    outcome
}

/// Takes out what the files ask not to tell, and tells of ignores that are wrong.
fn suppress(
    outcome: &mut Outcome,
    all: &[&'static Rule],
    rules: &[&'static Rule],
    clusters: &[Propagation],
    policy: &IgnorePolicy,
) {
    let files = clusters.iter().flat_map(|propagation| propagation.sessions.cluster.files());
    let mut suppressions = Suppressions::new(files, all, policy);
    outcome.ignored = suppressions.apply(&mut outcome.findings);
    let tells_of_ignores = |rule: &&&'static Rule| matches!(rule.check, Check::Suppressions(_));
    suppressions.leave_open(|name| {
        let has_run = rules.iter().filter(|rule| !tells_of_ignores(rule)).any(|rule| rule.name == name);
        !has_run || outcome.unknown.iter().any(|unknown| unknown.rule == name)
    });
    let mut told = Vec::new();
    for rule in rules.iter().filter(tells_of_ignores) {
        if let Check::Suppressions(check) = rule.check {
            let mut findings = Findings::new(rule);
            check(&suppressions, &mut findings);
            told.append(&mut findings.findings);
        }
    }
    outcome.ignored.extend(suppressions.apply(&mut told));
    outcome.findings.append(&mut told);
}

/// The findings of one rule in all clusters, with the names of those. One in a file that several clusters share is given
/// once.
fn merge(per_cluster: Vec<Vec<Finding>>, clusters: &[Propagation]) -> Vec<Finding> {
    let mut merged: BTreeMap<_, Finding> = BTreeMap::new();
    for (findings, propagation) in per_cluster.into_iter().zip(clusters) {
        let mut repeated = BTreeMap::new();
        for finding in findings {
            // A rule may have several things to say of one place.
            let place = (finding.primary.place.source, finding.primary.place.span);
            let ordinal: &mut usize = repeated.entry(place).or_default();
            let first = merged.entry((place, *ordinal)).or_insert(finding);
            first.clusters.extend(propagation.sessions.cluster.name.clone());
            *ordinal += 1;
        }
    }
    merged.into_values().collect()
}

/// Files are numbered by name, so that their numbers put them in order.
fn order(finding: &Finding) -> (crate::input::SourceId, crate::document::Span, &'static str) {
    (finding.primary.place.source, finding.primary.place.span, finding.rule.name)
}

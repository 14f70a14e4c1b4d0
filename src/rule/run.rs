//! Runs the selected rules on the clusters, and sorts their findings.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::definition::{Check, Finding, Findings, Location, Rule, Scope};
use super::gate_findings::admit;
use super::severity::Needs;
use super::suppress::{IgnorePolicy, Ignored};
use super::suppression::Suppressions;
use crate::cluster::{Cluster, Inventory};
use crate::document::Span;
use crate::propagation::Propagation;

/// The rules to run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these rules; all rules where empty.
    pub select: Vec<String>,
    /// Without these rules.
    pub ignore: Vec<String>,
    /// With the pedantic rules.
    pub pedantic: bool,
    /// With these rules, even if they are pedantic.
    pub also: Vec<String>,
}

impl Selection {
    /// Whether a rule is selected.
    pub fn holds(&self, rule: &Rule) -> bool {
        let names = |list: &[String]| list.iter().any(|name| rule.is_named(name));
        let is_on = match self.select.as_slice() {
            [] => self.pedantic || !rule.is_pedantic || names(&self.also),
            select => names(select),
        };
        is_on && !names(&self.ignore)
    }
}

/// Checks of one rule that were not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The rule.
    pub rule: &'static str,
    /// The number of checks.
    pub count: usize,
    /// What was missing.
    pub needs: Needs,
}

/// The results of the rules.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings, sorted by file, place and rule.
    pub findings: Vec<Finding>,
    /// The findings that their files ignore.
    pub ignored: Vec<Ignored>,
    /// The checks that were not possible, by rule.
    pub unknown: Vec<UnknownRule>,
    /// Rules without a reliable result: the rule did not run, or more input could add findings.
    pub inconclusive_rules: BTreeSet<&'static str>,
}

/// Runs the selected rules.
pub fn run(all: &[&'static Rule], selection: &Selection, clusters: &[Propagation], policy: &IgnorePolicy) -> Outcome {
    let rules: Vec<&'static Rule> = all.iter().copied().filter(|rule| selection.holds(rule)).collect();
    let mut outcome = find(&rules, clusters);
    outcome.inconclusive_rules = inconclusive_rules(all, &rules, clusters, &outcome.unknown);
    sort(&mut outcome.findings, clusters);
    // The value of an anchor is read once for each alias, but is a single cause.
    outcome.findings.dedup_by(|a, b| order(a, clusters) == order(b, clusters) && a.message == b.message);
    if !policy.is_off {
        suppress(&mut outcome, all, &rules, clusters, policy);
        sort(&mut outcome.findings, clusters);
    }
    outcome
}

/// The findings of the rules in the clusters.
fn find(rules: &[&'static Rule], clusters: &[Propagation]) -> Outcome {
    let jobs: Vec<(&'static Rule, &Propagation)> =
        rules.iter().flat_map(|rule| clusters.iter().map(move |cluster| (*rule, cluster))).collect();
    let mut results: Vec<Findings> = jobs
        .into_par_iter()
        .map(|(rule, propagation)| {
            let mut findings = Findings::new(rule);
            rule.check.run(propagation, &mut findings);
            admit(&mut findings, propagation.sessions.cluster);
            findings
        })
        .collect();

    let mut outcome = Outcome::default();
    let mut unknown: BTreeMap<(&'static str, Needs), usize> = BTreeMap::new();
    for (rule, results) in rules.iter().zip(results.chunks_mut(clusters.len().max(1))) {
        for (needs, count) in results.iter().flat_map(|result| &result.unknown) {
            *unknown.entry((rule.name, *needs)).or_default() += count;
        }
        let per_cluster =
            results.iter_mut().map(|result| std::mem::replace(result, Findings::new(rule)).into_findings()).collect();
        outcome.findings.extend(merge(per_cluster, clusters));
    }
    outcome.unknown = unknown.into_iter().map(|((rule, needs), count)| UnknownRule { rule, count, needs }).collect();
    outcome
}

/// The rules without a reliable result.
fn inconclusive_rules(
    all: &[&'static Rule],
    rules: &[&'static Rule],
    clusters: &[Propagation],
    unknown: &[UnknownRule],
) -> BTreeSet<&'static str> {
    let mut clusters = clusters.iter().map(|propagation| propagation.sessions.cluster);
    let has_all_nodes = clusters.all(|cluster| cluster.inventory == Inventory::Complete);
    let is_open = |rule: &&&'static Rule| {
        !rules.iter().any(|run| run.name == rule.name)
            || unknown.iter().any(|unknown| unknown.rule == rule.name)
            || matches!(rule.check, Check::Suppressions(_))
            || !(has_all_nodes || rule.scope == Scope::Resource)
    };
    all.iter().filter(is_open).map(|rule| rule.name).collect()
}

/// Removes the findings that the files ignore, and reports ignores that are wrong.
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
    suppressions.leave_open(|name| outcome.inconclusive_rules.contains(name));
    let mut reported = Vec::new();
    for rule in rules.iter().filter(tells_of_ignores) {
        if let Check::Suppressions(check) = rule.check {
            let mut findings = Findings::new(rule);
            check(&suppressions, &mut findings);
            reported.append(&mut findings.into_findings());
        }
    }
    outcome.ignored.extend(suppressions.apply(&mut reported));
    outcome.findings.append(&mut reported);
}

/// The findings of one rule in all clusters, with the names of the clusters. Each place is reported once. Where the
/// findings of clusters differ, the worst one is reported, with a remark that the other clusters have findings too.
fn merge(per_cluster: Vec<Vec<Finding>>, clusters: &[Propagation]) -> Vec<Finding> {
    let mut places: BTreeMap<_, Vec<Finding>> = BTreeMap::new();
    for (findings, propagation) in per_cluster.into_iter().zip(clusters) {
        let cluster = propagation.sessions.cluster;
        for mut finding in findings {
            if is_about_patched(&finding, cluster) {
                finding.unless_patched();
            } else if cluster.has_more && finding.rule.scope == Scope::Cluster {
                finding.unless_kustomize_makes_more();
            }
            finding.clusters.extend(cluster.name.clone());
            let place = &finding.primary.place;
            places.entry((place.source, place.span)).or_default().push(finding);
        }
    }
    places.into_values().flat_map(|findings| if clusters.len() == 1 { findings } else { merged(findings) }).collect()
}

/// Merges the findings of several clusters at the same place.
fn merged(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| (Reverse(finding.severity), finding.certainty));
    let mut merged: Vec<Finding> = Vec::new();
    let is_same = |one: &Finding, other: &Finding| {
        (one.severity, &one.message, &one.help) == (other.severity, &other.message, &other.help)
    };
    // Equal findings come first, so that they are not taken for other findings of the same cluster.
    for finding in findings {
        match merged.iter_mut().find(|other| is_same(other, &finding)) {
            Some(same) => {
                // The value of an anchor is read once for each alias, so a cluster may be named twice.
                let new = finding.clusters.into_iter().filter(|name| !same.clusters.contains(name));
                let new: Vec<String> = new.collect();
                same.clusters.extend(new);
            }
            None => merged.push(finding),
        }
    }
    let mut once: Vec<Finding> = Vec::new();
    for finding in merged {
        let is_in_others = |other: &&mut Finding| {
            finding
                .clusters
                .iter()
                .all(|name| !other.clusters.contains(name) && !other.other_findings_in.contains(name))
        };
        match once.iter_mut().find(is_in_others) {
            Some(other) => other.other_findings_in.extend(finding.clusters),
            None => once.push(finding),
        }
    }
    once
}

/// Whether a finding depends on a resource that a patch changes.
fn is_about_patched(finding: &Finding, cluster: &Cluster) -> bool {
    let mut locations = std::iter::once(&finding.primary).chain(&finding.related);
    locations.any(|Location { place, .. }| {
        let resource = place.resource.as_ref().filter(|resource| resource.id.source == place.source);
        resource.is_some_and(|resource| cluster.is_patched(resource.id, place.span))
    })
}

fn sort(findings: &mut [Finding], clusters: &[Propagation]) {
    findings.sort_by(|a, b| order(a, clusters).cmp(&order(b, clusters)).then_with(|| a.message.cmp(&b.message)));
}

/// The order of findings: by the name of the file, the place and the rule.
fn order(finding: &Finding, clusters: &[Propagation]) -> (Option<usize>, Span, &'static str) {
    let place = &finding.primary.place;
    let rank = clusters.first().map(|propagation| propagation.sessions.cluster.file_rank(place.source));
    (rank, place.span, finding.rule.name)
}

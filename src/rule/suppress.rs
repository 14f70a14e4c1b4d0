//! Removes the findings that their files ignore, and records whether each ignore was needed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

use super::definition::{Finding, Rule, Scope};
use super::suppression::{IgnoreState, Suppression, Suppressions};
use crate::input::SourceId;
use crate::nearest::nearest;
use crate::resource::FileContents;
use crate::resource::ignore::IgnoredRule;

/// How ignores are treated.
#[derive(Clone, Debug, Default)]
pub struct IgnorePolicy {
    /// Whether ignores have no effect.
    pub is_off: bool,
    /// Rules and groups that cannot be ignored; `freeze` stands for all rules about faults for which BIRD rejects the file.
    pub refused: Vec<String>,
}

impl IgnorePolicy {
    /// The word for all rules about faults for which BIRD rejects the file.
    pub const FREEZE: &'static str = "freeze";

    /// Whether the findings of a rule cannot be ignored.
    pub fn refuses(&self, rule: &Rule) -> bool {
        let is_meant = |name: &String| rule.is_named(name) || (name == IgnorePolicy::FREEZE && rule.is_freeze());
        self.refused.iter().any(is_meant)
    }
}

/// A finding that its file ignores.
#[derive(Debug)]
pub struct Ignored {
    /// The finding.
    pub finding: Finding,
    /// The reason in the file.
    pub reason: String,
}

impl<'a> Suppressions<'a> {
    /// Collects the ignores of all files. `known` has all rules.
    pub(super) fn new(
        files: impl Iterator<Item = &'a FileContents>,
        known: &[&'static Rule],
        policy: &IgnorePolicy,
    ) -> Suppressions<'a> {
        // A file that several clusters share has its ignores once.
        let files: BTreeMap<SourceId, &FileContents> = files.map(|file| (file.source, file)).collect();
        let mut suppressions = Suppressions::default();
        let mut states: BTreeMap<&str, IgnoreState> = BTreeMap::new();
        let state_of = |name: &str| match known.iter().find(|rule| rule.name == name) {
            None => no_such_rule(name, known),
            Some(rule) if policy.refuses(rule) => IgnoreState::Refused,
            Some(rule) => IgnoreState::Unused { is_certain: rule.scope == Scope::Resource },
        };
        for (source, file) in files {
            suppressions.faults.extend(file.ignores.faults.iter().map(|fault| (source, fault)));
            for ignore in &file.ignores.ignores {
                let named = ignore.rules.iter().map(|IgnoredRule { name, span, removal }| {
                    let state = *states.entry(name).or_insert_with(|| state_of(name));
                    Suppression { rule: name, state, source, span: *span, removal: *removal, ignore }
                });
                suppressions.named.extend(named);
            }
        }
        suppressions
    }

    /// Removes the ignored findings, and returns them.
    pub(super) fn apply(&mut self, findings: &mut Vec<Finding>) -> Vec<Ignored> {
        if self.named.is_empty() {
            return Vec::new();
        }
        // The numbers of the ignores, and of the findings.
        let mut by_rule: BTreeMap<_, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (number, suppression) in self.named.iter().enumerate() {
            if suppression.state != IgnoreState::Refused {
                by_rule.entry((suppression.rule, suppression.source)).or_default().0.push(number);
            }
        }
        for (number, finding) in findings.iter().enumerate() {
            if let Some(same) = by_rule.get_mut(&(finding.rule.name, finding.primary.place.source)) {
                same.1.push(number);
            }
        }
        let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
        for (ignores, about) in by_rule.values() {
            let starts = |is_empty: bool| {
                let places = about.iter().map(|number| (findings[*number].primary.place.span, *number));
                let mut starts: Vec<(u32, usize)> = places
                    .filter(|(span, _)| span.is_empty() == is_empty)
                    .map(|(span, number)| (span.start, number))
                    .collect();
                starts.sort_unstable();
                starts
            };
            // An empty place also belongs to a scope that ends there.
            for (starts, further) in [(starts(false), 0), (starts(true), 1)] {
                let scope = |number: &usize| {
                    let scope = self.named[*number].ignore.scope;
                    (scope.start..scope.end + further, *number)
                };
                let scopes: Vec<(Range<u32>, usize)> = ignores.iter().map(scope).collect();
                for (scope, number) in &scopes {
                    let first = starts.partition_point(|(start, _)| *start < scope.start);
                    if starts.get(first).is_some_and(|(start, _)| *start < scope.end) {
                        self.named[*number].state = IgnoreState::Used;
                    }
                }
                for (finding, ignore) in first_around(&starts, scopes) {
                    reasons.insert(finding, self.named[ignore].ignore.reason.clone());
                }
            }
        }
        let mut ignored = Vec::new();
        for (number, finding) in std::mem::take(findings).into_iter().enumerate() {
            match reasons.remove(&number) {
                Some(reason) => ignored.push(Ignored { finding, reason }),
                None => findings.push(finding),
            }
        }
        ignored
    }

    /// Marks unused ignores of rules without a reliable result as unknown.
    pub(super) fn leave_open(&mut self, is_open: impl Fn(&str) -> bool) {
        for suppression in &mut self.named {
            if matches!(suppression.state, IgnoreState::Unused { .. }) && is_open(suppression.rule) {
                suppression.state = IgnoreState::Open;
            }
        }
    }
}

/// For each position that a range contains, given in order and with its number, the least number of such a range.
fn first_around(positions: &[(u32, usize)], mut ranges: Vec<(Range<u32>, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable_by_key(|(range, _)| range.start);
    let mut ranges = ranges.into_iter().peekable();
    let mut begun: BinaryHeap<Reverse<(usize, u32)>> = BinaryHeap::new();
    let mut found = Vec::new();
    for (position, number) in positions {
        while let Some((range, number)) = ranges.next_if(|(range, _)| range.start <= *position) {
            begun.push(Reverse((number, range.end)));
        }
        while begun.peek().is_some_and(|Reverse((_, end))| end <= position) {
            begun.pop();
        }
        found.extend(begun.peek().map(|Reverse((first, _))| (*number, *first)));
    }
    found
}

/// The state of a name that no rule has.
fn no_such_rule(name: &str, known: &[&'static Rule]) -> IgnoreState {
    IgnoreState::NoSuchRule {
        is_group: known.iter().any(|rule| rule.group.name() == name),
        nearest: nearest(name, known.iter().map(|rule| rule.name)),
    }
}

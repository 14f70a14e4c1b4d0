//! Removes the findings that their files ignore, and records whether each ignore was needed.

use std::collections::BTreeMap;

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

impl Suppression<'_> {
    /// Whether the ignore matches a finding.
    fn is_about(&self, finding: &Finding) -> bool {
        let (scope, place) = (self.ignore.scope, &finding.primary.place);
        let begins_inside = (scope.start..scope.end).contains(&place.span.start);
        finding.rule.name == self.rule
            && place.source == self.source
            && (begins_inside || place.span.is_empty() && place.span.start == scope.end)
            && self.state != IgnoreState::Refused
    }
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
        for (source, file) in files {
            suppressions.faults.extend(file.ignores.faults.iter().map(|fault| (source, fault)));
            for ignore in &file.ignores.ignores {
                let named = ignore.rules.iter().map(|IgnoredRule { name, span, removal }| {
                    let state = match known.iter().find(|rule| rule.name == name) {
                        None => no_such_rule(name, known),
                        Some(rule) if policy.refuses(rule) => IgnoreState::Refused,
                        Some(rule) => IgnoreState::Unused { is_certain: rule.scope == Scope::Resource },
                    };
                    Suppression { rule: name, state, source, span: *span, removal: *removal, ignore }
                });
                suppressions.named.extend(named);
            }
        }
        suppressions
    }

    /// Removes the ignored findings, and returns them.
    pub(super) fn apply(&mut self, findings: &mut Vec<Finding>) -> Vec<Ignored> {
        let mut ignored = Vec::new();
        if self.named.is_empty() {
            return ignored;
        }
        for finding in std::mem::take(findings) {
            let mut reason = None;
            for suppression in self.named.iter_mut().filter(|suppression| suppression.is_about(&finding)) {
                suppression.state = IgnoreState::Used;
                reason.get_or_insert(&suppression.ignore.reason);
            }
            match reason {
                Some(reason) => ignored.push(Ignored { finding, reason: reason.clone() }),
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

/// The state of a name that no rule has.
fn no_such_rule(name: &str, known: &[&'static Rule]) -> IgnoreState {
    IgnoreState::NoSuchRule {
        is_group: known.iter().any(|rule| rule.group.name() == name),
        nearest: nearest(name, known.iter().map(|rule| rule.name)),
    }
}

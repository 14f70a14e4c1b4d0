//! Takes out the findings that their files ask not to tell, and notes what became of every ignore.

use std::collections::BTreeMap;

use super::definition::{Finding, Rule, Scope};
use super::suppression::{IgnoreState, Suppression, Suppressions};
use crate::input::SourceId;
use crate::nearest::nearest;
use crate::resource::FileContents;
use crate::resource::ignore::IgnoredRule;

/// How ignores are taken.
#[derive(Clone, Debug, Default)]
pub struct IgnorePolicy {
    /// Whether every finding is told, ignored or not.
    pub is_off: bool,
    /// Rules and groups that cannot be ignored, and `freeze` for all of the freeze class.
    pub refused: Vec<String>,
}

impl IgnorePolicy {
    /// The word for all rules of the freeze class.
    pub const FREEZE: &'static str = "freeze";

    /// Whether findings of a rule are told even where they are ignored.
    pub fn refuses(&self, rule: &Rule) -> bool {
        let is_meant = |name: &String| rule.is_named(name) || (name == IgnorePolicy::FREEZE && rule.is_freeze());
        self.refused.iter().any(is_meant)
    }
}

/// A finding that its file asks not to tell.
#[derive(Debug)]
pub struct Ignored {
    /// The finding.
    pub finding: Finding,
    /// The reason that the file gives.
    pub reason: String,
}

impl Suppression<'_> {
    /// Whether it is about a finding.
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
    /// Collects the ignores of all files. `known` are all rules that there are.
    pub(super) fn new(
        files: impl Iterator<Item = &'a FileContents>,
        known: &[&'static Rule],
        policy: &IgnorePolicy,
    ) -> Suppressions<'a> {
        // A file that several clusters share asks once.
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

    /// Takes the ignored findings out.
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

    /// Leaves it open whether ignores are of use, where that was not checked in full.
    pub(super) fn leave_open(&mut self, is_open: impl Fn(&str) -> bool) {
        for suppression in &mut self.named {
            if matches!(suppression.state, IgnoreState::Unused { .. }) && is_open(suppression.rule) {
                suppression.state = IgnoreState::Open;
            }
        }
    }
}

/// What is known of a name that no rule has.
fn no_such_rule(name: &str, known: &[&'static Rule]) -> IgnoreState {
    IgnoreState::NoSuchRule {
        is_group: known.iter().any(|rule| rule.group.name() == name),
        nearest: nearest(name, known.iter().map(|rule| rule.name)),
    }
}

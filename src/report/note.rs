//! Notes: what made the gate weaker in a run, and which configuration was in force. A note changes no exit status.

use std::collections::{BTreeMap, BTreeSet};

use super::contents::{Accepted, AcceptedBy, Report};
use crate::bounded::bounded;
use crate::input::{Skipped, Tally};
use crate::names::names;
use crate::wording::{count, list_of};

/// How many names of rules a note shows.
const MOST_RULES: usize = 10;
/// How many names of skipped files a line shows.
const MOST_FILES: usize = 3;

names! {
    /// The kind of a note. The words are part of the JSON format.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum NoteKind {
        /// Files and directories are left out because of ignore files.
        "left-out-by-ignore-files" => LeftOutByIgnoreFiles,
        /// Files and directories are left out because their names begin with a dot.
        "left-out-hidden" => LeftOutHidden,
        /// A configuration file is in force.
        "configuration" => Configuration,
        /// The configuration of the repository is not read, because another one is locked.
        "configuration-not-read" => ConfigurationNotRead,
        /// The configuration switches rules off.
        "rules-off" => RulesOff,
        /// The configuration makes the findings of rules less severe.
        "severities-lowered" => SeveritiesLowered,
        /// The configuration lets no finding fail the run.
        "fail-on-lowered" => FailOnLowered,
        /// Ignores in files have no effect, because the configuration is locked.
        "ignores-without-effect" => IgnoresWithoutEffect,
        /// Comments or annotations ignore findings.
        "ignored-in-files" => IgnoredInFiles,
        /// The configuration ignores findings.
        "ignored-by-configuration" => IgnoredByConfiguration,
        /// The baseline accepts findings.
        "accepted-by-baseline" => AcceptedByBaseline,
    }
}

/// A remark about a run that is neither a finding nor about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The kind.
    pub kind: NoteKind,
    /// The text, in one line.
    pub message: String,
}

impl Report {
    /// The notes, in the order of their kinds. A run that nothing weakens, without a configuration, has none.
    pub fn notes(&self) -> Vec<Note> {
        let gate = &self.gate;
        let texts = [
            (NoteKind::LeftOutByIgnoreFiles, left_out(gate.left_out.by_ignore_files, "", "--no-ignore-files")),
            (NoteKind::LeftOutHidden, left_out(gate.left_out.hidden, "hidden ", "--hidden")),
            (NoteKind::Configuration, self.configuration()),
            (NoteKind::ConfigurationNotRead, self.configuration_not_read()),
            (NoteKind::RulesOff, rules(gate.rules_off.iter().copied(), "switches off")),
            (NoteKind::SeveritiesLowered, rules(gate.lowered.iter().copied(), "lowers the severity of")),
            (
                NoteKind::FailOnLowered,
                gate.never_fails.then(|| "the configuration says `failOn: never`: no finding fails the run".to_owned()),
            ),
            (NoteKind::IgnoresWithoutEffect, without_effect(gate.ignores_without_effect)),
            (NoteKind::IgnoredInFiles, self.ignored_in_files()),
            (
                NoteKind::IgnoredByConfiguration,
                self.accepted_by(AcceptedBy::Configuration, "ignored by the configuration"),
            ),
            (NoteKind::AcceptedByBaseline, self.accepted_by_baseline()),
        ];
        texts.into_iter().filter_map(|(kind, message)| Some(Note { kind, message: bounded(message?) })).collect()
    }

    fn configuration(&self) -> Option<String> {
        let gate = &self.gate;
        let file = gate.configuration.as_ref()?;
        let others = gate.other_configurations.iter().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(", ");
        Some(match (gate.is_locked, others.as_str()) {
            (true, _) => format!("the configuration is locked to `{file}`"),
            (false, "") => format!("the configuration in force is `{file}`"),
            (false, others) => format!("the configuration in force is `{file}`; only `neverIgnore` of {others} holds"),
        })
    }

    fn configuration_not_read(&self) -> Option<String> {
        let others = self.gate.other_configurations.as_slice();
        let first = others.first().filter(|_| self.gate.is_locked)?;
        Some(match others.len() {
            1 => format!("the configuration `{first}` of the repository is not read"),
            number => format!("{number} configurations of the repository are not read: `{first}` is the nearest"),
        })
    }

    fn ignored_in_files(&self) -> Option<String> {
        let ignored = || self.accepted.iter().filter(|accepted| accepted.by == AcceptedBy::File);
        let files: BTreeSet<_> = ignored().map(|Accepted { located, .. }| located.primary.source.id()).collect();
        match ignored().count() {
            0 => None,
            1 => Some("1 finding ignored in its file".to_owned()),
            number => Some(format!("{number} findings ignored in {}", count(files.len(), "file"))),
        }
    }

    fn accepted_by(&self, by: AcceptedBy, how: &str) -> Option<String> {
        let number = self.accepted.iter().filter(|accepted| accepted.by == by).count();
        (number > 0).then(|| format!("{} {how}", count(number, "finding")))
    }

    fn accepted_by_baseline(&self) -> Option<String> {
        let file = self.gate.baseline.as_ref().map_or(String::new(), |file| format!(" `{file}`"));
        self.accepted_by(AcceptedBy::Baseline, &format!("accepted by the baseline{file}"))
    }
}

/// The skipped files as one line for each reason, for formats without a list of them.
pub(super) fn skipped(report: &Report) -> Vec<String> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Skipped { file, reason } in &report.skipped {
        by_reason.entry(reason).or_default().push(file);
    }
    let line = |(reason, files): (&str, Vec<&str>)| {
        format!("{} skipped ({reason}): {}", count(files.len(), "file"), list_of(&files, MOST_FILES))
    };
    by_reason.into_iter().map(line).collect()
}

fn left_out(tally: Tally, adjective: &str, option: &str) -> Option<String> {
    let of = |number: usize, one: &str, several: &str| match number {
        0 => None,
        1 => Some(format!("1 {adjective}{one}")),
        number => Some(format!("{number} {adjective}{several}")),
    };
    let parts = [of(tally.files, "file", "files"), of(tally.directories, "directory", "directories")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let cause = if adjective.is_empty() { " by ignore files" } else { "" };
    let them = if tally.files + tally.directories == 1 { "it" } else { "them" };
    (!parts.is_empty()).then(|| format!("{} left out{cause} (`{option}` reads {them})", parts.join(" and ")))
}

fn rules<'r>(names: impl Iterator<Item = &'r str>, what: &str) -> Option<String> {
    let names: Vec<&str> = names.collect();
    let list = list_of(&names, MOST_RULES);
    (!names.is_empty()).then(|| format!("the configuration {what} {}: {list}", count(names.len(), "rule")))
}

fn without_effect(number: usize) -> Option<String> {
    let (comments, verb) = match number {
        1 => ("comment or annotation", "has"),
        _ => ("comments or annotations", "have"),
    };
    (number > 0).then(|| format!("{number} ignore {comments} {verb} no effect: the configuration is locked"))
}

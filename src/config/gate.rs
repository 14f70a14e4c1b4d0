//! What the configuration makes weaker than it is by default.

use super::settings::Settings;
use super::values::Level;
use crate::ids::IdVec;
use crate::input::{SourceId, shown};
use crate::report::Gate;
use crate::resource::FileContents;
use crate::rule::{FailOn, Rule};

impl Settings {
    /// What decides how strict a run is, apart from the command line.
    pub(crate) fn gate(&self, contents: &IdVec<SourceId, FileContents>) -> Gate {
        let (config, overrides) = (&self.config, &self.overrides);
        let is_lower = |rule: &Rule| {
            let severity = self.level(rule).and_then(Level::severity);
            severity.is_some_and(|severity| severity < rule.severity)
        };
        let all = crate::rules::all();
        let selection = self.selection();
        // Without the configuration the rules run that the command line asks for.
        let asked = &overrides.selection;
        let runs_less = |rule: &&&'static Rule| asked.holds(rule) && !selection.holds(rule);
        let runs_lower = |rule: &&&'static Rule| asked.holds(rule) && selection.holds(rule) && is_lower(rule);
        let ignores = contents.iter().map(|file| file.ignores.ignores.len()).sum();
        Gate {
            configuration: config.source.as_ref().map(|source| shown(source.path())),
            is_locked: config.is_locked,
            other_configurations: config.others.iter().map(|file| shown(file)).collect(),
            rules_off: all.iter().filter(runs_less).map(|rule| rule.name).collect(),
            lowered: all.iter().filter(runs_lower).map(|rule| rule.name).collect(),
            never_fails: overrides.fail_on.is_none() && config.fail_on == Some(FailOn::Never),
            baseline: self.baseline.as_ref().and_then(|baseline| baseline.shown_name()),
            ignores_without_effect: if config.is_locked { ignores } else { 0 },
            ..Gate::default()
        }
    }
}

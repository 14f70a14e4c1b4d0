//! Applies the settings to a report: severities, ignores and the baseline, with a notice for each setting that has no
//! effect.

use std::collections::BTreeSet;

use super::file::ConfiguredIgnore;
use super::settings::Settings;
use super::values::Level;
use crate::input::{Input, PathPatterns};
use crate::report::{AcceptedBy, LocatedFinding, LocatedPlace, Notice, NoticeKind, Report};

impl Settings {
    /// Sets the configured severities, removes accepted findings, and keeps only the first finding of each rule that is
    /// reported once per run. A notice about a setting without effect is added only if the run covers everything that the
    /// setting is for; otherwise the rest of the files might need the setting.
    pub(crate) fn apply(&self, report: &mut Report, input: &Input) {
        report.fail_on = self.fail_on();
        for located in &mut report.findings {
            if let Some(severity) = self.level(located.finding.rule).and_then(Level::severity) {
                if severity < located.finding.severity {
                    report.gate.lowered.insert(located.finding.rule.name);
                }
                located.finding.severity = severity;
            }
        }
        let source = self.config.source.as_ref();
        let is_whole = self.config.directory().is_some_and(|directory| input.covers(directory));
        if !self.overrides.no_ignores {
            self.ignore(report, is_whole);
        }
        for cluster in self.config.clusters.iter().filter(|_| is_whole) {
            if !report.summary.clusters.contains(&cluster.name) {
                let message = format!("cluster `{}` has no files with resources", cluster.name);
                let notice = source.map(|source| Notice::new(NoticeKind::EmptyCluster, source, cluster.span, message));
                report.notices.extend(notice.map(|notice| notice.help("correct its `paths`, or remove the cluster")));
            }
        }
        if let Some(baseline) = &self.baseline {
            baseline.apply(report, input, &self.ignore_policy(), &self.selection());
        }
        report.say_once();
    }

    fn ignore(&self, report: &mut Report, is_whole: bool) {
        let patterns: Vec<PathPatterns> =
            self.config.ignores.iter().map(|ignore| self.patterns(&ignore.paths)).collect();
        let mut used = BTreeSet::new();
        report.accept(AcceptedBy::Configuration, |findings| {
            let reason = |located: &LocatedFinding| {
                let ignores = self.config.ignores.iter().zip(&patterns).enumerate();
                let fitting = ignores.filter(|(_, (ignore, patterns))| is_about(ignore, patterns, located));
                let fitting: Vec<usize> = fitting.map(|(number, _)| number).collect();
                used.extend(fitting.iter().copied());
                fitting.first().map(|first| self.config.ignores[*first].reason.clone())
            };
            findings.iter().map(reason).collect()
        });
        let unused = self.config.ignores.iter().enumerate().filter(|(number, _)| !used.contains(number));
        for (_, ignore) in unused.filter(|_| is_whole) {
            let mut rules =
                crate::rules::all().into_iter().filter(|rule| ignore.rules.iter().any(|name| name.0.means(rule)));
            if rules.all(|rule| !report.inconclusive_rules.contains(rule.name)) {
                let message = "this ignore no longer matches anything";
                let source = self.config.source.as_ref();
                let notice = source.map(|source| Notice::new(NoticeKind::StaleIgnore, source, ignore.span, message));
                report.notices.extend(notice.map(|notice| notice.help("remove it")));
            }
        }
    }
}

/// Whether an ignore of the configuration matches a finding.
fn is_about(ignore: &ConfiguredIgnore, patterns: &PathPatterns, located: &LocatedFinding) -> bool {
    let is_object = |place: &LocatedPlace| {
        let resource = place.resource.as_ref();
        resource
            .is_some_and(|resource| ignore.objects.iter().any(|pattern| pattern.0.fits(resource.kind, &resource.name)))
    };
    let place = &located.primary;
    ignore.rules.iter().any(|name| name.0.means(located.finding.rule))
        && (ignore.objects.is_empty() || is_object(place))
        && (ignore.paths.is_empty() || patterns.fit(place.source.absolute_path()))
}

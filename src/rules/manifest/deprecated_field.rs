//! `deprecated-field`: a field that newer releases do without.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::resource::value::Release;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "deprecated-field",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Cleanup, Effect::AtRisk],
    fix: FixKind::None,
    summary: "A field that newer releases do without",
    page: include_str!("../../../rules/deprecated-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::Deprecated { instead } = &problem.kind else {
            continue;
        };
        // Before 3.31 there was nothing else to write.
        let is_too_early = cluster.settings.release.is_some_and(|release| release < Release::v3(31));
        if is_too_early && problem.field == "keepOriginalNextHop" {
            continue;
        }
        let effect = if problem.field == "keepOriginalNextHop" { Effect::Cleanup } else { Effect::AtRisk };
        findings
            .add(resource.at(problem.span), format!("`{}` is deprecated", problem.field))
            .with_effect(effect)
            .help(format!("write {instead}"));
    }
}

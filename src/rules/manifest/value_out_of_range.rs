//! `value-out-of-range`: a value outside the bounds of its field.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::{BgpPeer, PrefixLength, ProblemKind};
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "value-out-of-range",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen, Effect::AtRisk],
    topics: &[Topic::Bounds],
    fix: FixKind::None,
    summary: "A value outside the bounds of its field",
    page: include_str!("../../../rules/value-out-of-range.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::OutOfRange { written, limit } = &problem.kind else {
            continue;
        };
        let Some(field) = problem.subject.field() else {
            continue;
        };
        // `invalid-prefix-length` reports the lengths of a filter, `as-number-as-repeat-count` an AS number in place of a count.
        let is_count = field == BgpPeer::NAMES.num_allowed_local_as_numbers && !written.starts_with('-');
        if PrefixLength::holds(&problem.subject) || is_count {
            continue;
        }
        let admitted = Admitted::at(cluster, resource, problem.span).consequence();
        let Some((effect, consequence)) = admitted else {
            continue;
        };
        findings
            .add(resource.at(problem.span), format!("`{field}` takes {limit}, not {written}: {consequence}"))
            .with_effect(effect)
            .help(format!("stay within {limit}"));
    }
    report_refused(cluster, findings);
}

//! `placeholder-left`: a value that somebody was to fill in.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "placeholder-left",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    fix: FixKind::None,
    summary: "A value that somebody was to fill in",
    page: include_str!("../../../rules/placeholder-left.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for resource in cluster.resources() {
        let left = |problem: &&crate::resource::Problem| matches!(problem.kind, ProblemKind::PlaceholderLeft { .. });
        let mut problems = resource.problems.iter().filter(left);
        let Some(first) = problems.next() else {
            continue;
        };
        let ProblemKind::PlaceholderLeft { written } = &first.kind else {
            continue;
        };
        let more = match problems.count() {
            0 => String::new(),
            1 => " (and one more here)".to_owned(),
            count => format!(" (and {count} more here)"),
        };
        let message = format!("`{written}` was to be filled in{more}: as it stands it is refused or ignored");
        findings.add(resource.at(first.span), message).help(format!("write the real value of `{}`", first.field));
    }
}

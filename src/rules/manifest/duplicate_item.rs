//! `duplicate-item`: the same item twice in a list that is a set.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-item",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[Topic::Repetition],
    fix: FixKind::None,
    summary: "An item twice in a list that is a set",
    page: include_str!("../../../rules/duplicate-item.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    report_refused(cluster, findings);
}

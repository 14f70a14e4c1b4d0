//! `invalid-label`: a label or annotation that Kubernetes rejects.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-label",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[Topic::Label],
    fix: FixKind::None,
    summary: "A label or annotation that Kubernetes rejects",
    page: include_str!("../../../rules/invalid-label.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    report_refused(cluster, findings);
}

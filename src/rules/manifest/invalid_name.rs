//! `invalid-name`: the name of an object, of a node or of a community that a gate refuses.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-name",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[Topic::Name],
    fix: FixKind::None,
    summary: "A name that Kubernetes or Calico rejects",
    page: include_str!("../../../rules/invalid-name.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    report_refused(cluster, findings);
}

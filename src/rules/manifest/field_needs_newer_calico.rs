//! `field-needs-newer-calico`: a field or kind that the Calico release does not have yet.

use crate::cluster::Cluster;
use crate::resource::{FieldName, ProblemKind};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "field-needs-newer-calico",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "A field or kind that the Calico release does not have yet",
    page: include_str!("../../../rules/field-needs-newer-calico.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let Some(release) = cluster.settings.release else {
        return;
    };
    for (resource, problem) in cluster.problems() {
        let ProblemKind::NeedsRelease { since } = &problem.kind else {
            continue;
        };
        if *since <= release {
            continue;
        }
        let (effect, message, what) = match problem.subject.is(FieldName::KIND) {
            true => (
                Effect::Refused,
                format!("{} came with Calico {since}: Calico {release} rejects the object", resource.kind_name()),
                "kind",
            ),
            false => (
                Effect::Dropped,
                format!("`{}` came with Calico {since}: Calico {release} silently drops the field", problem.subject),
                "field",
            ),
        };
        findings
            .add(resource.at(problem.span), message)
            .with_effect(effect)
            .help(format!("do without the {what}, or upgrade to Calico {since}"));
    }
}

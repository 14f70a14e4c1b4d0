//! `missing-field`: a required field that is absent or empty.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::{Kind, PrefixAdvertisement, ProblemKind, SecretKey, Subject};
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    topics: &[Topic::Missing],
    fix: FixKind::None,
    summary: "A required field that is absent or empty",
    page: include_str!("../../../rules/missing-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::MissingField = &problem.kind else {
            continue;
        };
        let (effect, otherwise) = consequence(resource.kind, &problem.subject);
        let (effect, consequence) = Admitted::at(cluster, resource, problem.span).or_else(effect, otherwise);
        let field = &problem.subject;
        findings
            .add(resource.at(problem.span), format!("`{field}` is missing: {consequence}"))
            .with_effect(effect)
            .help(format!("add `{field}`"));
    }
    report_refused(cluster, findings);
}

/// What happens where a field is missing.
fn consequence(kind: Option<Kind>, field: &Subject) -> (Effect, &'static str) {
    let of_entry = [PrefixAdvertisement::NAMES.cidr, PrefixAdvertisement::NAMES.communities];
    if kind == Some(Kind::BgpConfiguration) && of_entry.into_iter().any(|name| field.is(name)) {
        (Effect::Dropped, "Calico silently drops the entry")
    } else if field.is(SecretKey::REFERENCE) {
        (Effect::Dropped, "the sessions come up without a password")
    } else if field.is(SecretKey::NAMES.name) {
        (Effect::Dropped, "Calico finds no Secret, and the sessions come up without a password")
    } else {
        (Effect::Dropped, "Calico treats the field as not set")
    }
}

//! `value-out-of-range`: a number or length that the field cannot hold.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "value-out-of-range",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen],
    fix: FixKind::None,
    summary: "A number or length that the field cannot hold",
    page: include_str!("../../../rules/value-out-of-range.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::OutOfRange { written, limit, passes_crd } = &problem.kind else {
            continue;
        };
        // An AS number where a count is due is told as that, and so is a range of prefix lengths.
        if problem.field.starts_with("prefixLength.") {
            continue;
        }
        if problem.field == "numAllowedLocalASNumbers" && !written.starts_with('-') {
            continue;
        }
        let effect = if *passes_crd { Effect::Frozen } else { Effect::Refused };
        let consequence = match passes_crd {
            true => {
                format!("the CRD takes it, and then Calico cannot read any {} of the cluster", resource.kind_name())
            }
            false => "the API server refuses the document".to_owned(),
        };
        let message = format!("`{}` takes {limit}, and here is {written}: {consequence}", problem.field);
        findings.add(resource.at(problem.span), message).with_effect(effect).help(format!("stay within {limit}"));
    }
}

//! `invalid-as-number`: a value that is no AS number.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-as-number",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen],
    fix: FixKind::None,
    summary: "A value that is no AS number",
    page: include_str!("../../../rules/invalid-as-number.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidAsNumber { written, passes_crd } = &problem.kind else {
            continue;
        };
        let consequence = match passes_crd {
            true => {
                format!("the CRD may take it, and then Calico cannot read any {} of the cluster", resource.kind_name())
            }
            false => "it is refused".to_owned(),
        };
        let effect = if *passes_crd { Effect::Frozen } else { Effect::Refused };
        let looks_dotted = written.contains('.');
        let help = match looks_dotted {
            true => "YAML reads an unquoted dot as a fraction: write the number in decimal",
            false => "write a whole number from 1 to 4294967295",
        };
        let message = format!("`{written}` is no AS number: {consequence}");
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help);
    }
}

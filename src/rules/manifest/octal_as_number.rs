//! `octal-as-number`: an AS number with a leading zero, which YAML reads as octal.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "octal-as-number",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "An AS number with a leading zero, which YAML reads as octal",
    page: include_str!("../../../rules/octal-as-number.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::OctalAsNumber { written, read_as } = &problem.kind else {
            continue;
        };
        let decimal = written.trim_start_matches(['+', '-']).trim_start_matches(['0', '_']);
        let message = format!(
            "`{written}` begins with a zero, so YAML reads it as octal: the AS number is {read_as}, and the neighbour refuses it"
        );
        findings
            .add(resource.at(problem.span), message)
            .label(format!("AS {read_as}"))
            .help(format!("write `{decimal}`"));
    }
}

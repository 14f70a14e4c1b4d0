//! `octal-as-number`: an AS number with a leading zero, which YAML reads as octal.

use crate::cluster::Cluster;
use crate::resource::{Body, ProblemKind};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "octal-as-number",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::SessionDown, Effect::Misrouted],
    topics: &[],
    fix: FixKind::Safe,
    summary: "An AS number with a leading zero, which YAML reads as octal",
    page: include_str!("../../../rules/octal-as-number.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::OctalAsNumber { written, read_as } = &problem.kind else {
            continue;
        };
        let (effect, consequence) = match &resource.body {
            Body::BgpFilter(_) => (Effect::Misrouted, "the filter uses a wrong AS number"),
            _ => (Effect::SessionDown, "the neighbor closes the session"),
        };
        let meant = written.trim_start_matches(['+', '-', '0', '_']);
        let message =
            format!("`{written}` begins with a zero, so YAML reads the octal number {read_as}: {consequence}");
        let finding = findings.add(resource.at(problem.span), message);
        finding.with_effect(effect).label(format!("AS {read_as}"));
        if meant.parse::<u32>().is_ok() && !written.starts_with('-') {
            let edit = Editor::new(cluster, resource).value(problem.span, meant);
            finding.help(format!("write `{meant}`")).fix(edit.map(|edit| edit.safe("delete the leading zero")));
        }
    }
}

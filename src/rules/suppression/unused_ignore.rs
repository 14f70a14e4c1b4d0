//! `unused-ignore`: an ignore of a rule that finds nothing there.

use crate::rule::{Check, Findings, Group, IgnoreState, Rule, Severity, Suppressions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    group: Group::Suppression,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "An ignore of a rule that finds nothing there",
    page: include_str!("../../../rules/unused-ignore.md"),
    check: Check::Suppressions(check),
};

fn check(suppressions: &Suppressions, findings: &mut Findings) {
    for suppression in suppressions.named.iter().filter(|suppression| suppression.state == IgnoreState::Unused) {
        let message =
            format!("`{}` finds nothing here any more: the next finding of it would go unseen", suppression.rule);
        let finding = findings.add(suppression.place(), message).help("take the ignore out");
        if !looks_at_one_resource(suppression.rule) {
            finding.severity(Severity::Info).conditional("if these are all files");
        }
    }
}

/// Whether what a rule finds in a resource does not depend on any other, which may lie in a file that is not read.
fn looks_at_one_resource(name: &str) -> bool {
    crate::rules::find(name).is_some_and(|rule| rule.group == Group::Manifest && name != "duplicate-resource")
}

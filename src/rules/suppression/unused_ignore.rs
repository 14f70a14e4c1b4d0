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
        findings.add(suppression.place(), message).help("take the ignore out");
    }
}

//! `unused-ignore`: an ignore of a rule that finds nothing there.

use crate::rule::{Check, Effect, Findings, FixKind, Group, IgnoreState, Rule, Scope, Severity, Suppressions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    group: Group::Suppression,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    fix: FixKind::None,
    summary: "An ignore of a rule that finds nothing there",
    page: include_str!("../../../rules/unused-ignore.md"),
    check: Check::Suppressions(check),
};

fn check(suppressions: &Suppressions, findings: &mut Findings) {
    for suppression in suppressions.named.iter().filter(|suppression| suppression.state == IgnoreState::Unused) {
        let message =
            format!("`{}` finds nothing here any more: the next finding of it would go unseen", suppression.rule);
        let finding = findings.add(suppression.place(), message).help("take the ignore out");
        let is_certain = crate::rules::find(suppression.rule).is_some_and(|rule| rule.scope == Scope::Resource);
        if !is_certain {
            finding.severity(Severity::Info).conditional("if there are no other files");
        }
    }
}

//! `unused-ignore`: an ignore that no longer matches any finding.

use crate::rule::{Check, Edit, Effect, Findings, FixKind, Group, IgnoreState, Rule, Scope, Severity, Suppressions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    group: Group::Suppression,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "An ignore that no longer matches any finding",
    page: include_str!("../../../rules/unused-ignore.md"),
    check: Check::Suppressions(check),
};

fn check(suppressions: &Suppressions, findings: &mut Findings) {
    for suppression in &suppressions.named {
        let IgnoreState::Unused { is_certain } = suppression.state else {
            continue;
        };
        let message =
            format!("the ignore of `{}` no longer matches any finding, and would hide the next one", suppression.rule);
        let finding = findings.add(suppression.place(), message).help("remove the ignore");
        let edit = suppression.removal().map(|place| Edit::replace(place, ""));
        if is_certain {
            finding.fix(edit.map(|edit| edit.safe("remove the ignore")));
        } else {
            finding.severity(Severity::Info).conditional("if there are no other files");
            finding.fix(edit.map(|edit| edit.to_review("remove the ignore")));
        }
    }
}

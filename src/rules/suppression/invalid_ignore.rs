//! `invalid-ignore`: an ignore that has no effect.

use crate::rule::{Check, Edit, Effect, Findings, FixKind, Group, IgnoreState, Rule, Scope, Severity, Suppressions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-ignore",
    group: Group::Suppression,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "An ignore that has no effect",
    page: include_str!("../../../rules/invalid-ignore.md"),
    check: Check::Suppressions(check),
};

fn check(suppressions: &Suppressions, findings: &mut Findings) {
    for (place, fault) in suppressions.faults() {
        findings.add(place, fault.message.as_str()).help(fault.help);
    }
    for suppression in &suppressions.named {
        let name = suppression.rule;
        match suppression.state {
            IgnoreState::NoSuchRule { is_group, nearest } => {
                let what = match is_group {
                    true => format!("`{name}` is a group, but an ignore names rules"),
                    false => format!("there is no rule `{name}`"),
                };
                let place = suppression.place();
                let finding = findings.add(place.clone(), format!("{what}: the ignore has no effect"));
                let Some(known) = nearest else {
                    finding.help("`bgplint rules` lists all rules");
                    continue;
                };
                finding.help(format!("did you mean `{known}`?"));
                if suppression.removal().is_some() {
                    finding.fix(Edit::replace(place, known).to_review(format!("name the rule `{known}`")));
                }
            }
            IgnoreState::Refused => {
                let message =
                    format!("the configuration does not allow `{name}` to be ignored: the ignore has no effect");
                let help = format!("fix what `{name}` reports, and remove the ignore");
                findings.add(suppression.place(), message).help(help);
            }
            _ => {}
        }
    }
}

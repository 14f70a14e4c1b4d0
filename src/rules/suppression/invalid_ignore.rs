//! `invalid-ignore`: an ignore that takes no effect.

use crate::resource::nearest;
use crate::rule::{Check, Effect, Findings, FixKind, Group, IgnoreState, Rule, Scope, Severity, Suppressions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-ignore",
    group: Group::Suppression,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    fix: FixKind::None,
    summary: "An ignore that takes no effect",
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
            IgnoreState::NoSuchRule => {
                let all = crate::rules::all();
                let what = match all.iter().any(|rule| rule.group.name() == name) {
                    true => format!("`{name}` is a group, and an ignore names rules"),
                    false => format!("there is no rule `{name}`"),
                };
                let known = nearest(name, all.into_iter().map(|rule| rule.name));
                findings.add(suppression.place(), format!("{what}: this ignore takes no effect")).help(match known {
                    Some(known) => format!("write `{known}`"),
                    None => "`bgplint rules` lists all rules".to_owned(),
                });
            }
            IgnoreState::Refused => {
                let message =
                    format!("the configuration does not let `{name}` be ignored: this ignore takes no effect");
                findings.add(suppression.place(), message).help("cure what the rule finds, and take the ignore out");
            }
            _ => {}
        }
    }
}

//! `invalid-duration`: a value that is no duration.

use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-duration",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Frozen, Effect::Refused, Effect::Dropped],
    fix: FixKind::None,
    summary: "A value that is no duration",
    page: include_str!("../../../rules/invalid-duration.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let place = resource.at(problem.span);
        match &problem.kind {
            ProblemKind::InvalidDuration { passes_crd, written, reason } => {
                let consequence = match passes_crd {
                    true => format!(
                        "the CRD takes any text, and then Calico cannot read any {} of the cluster",
                        resource.kind_name()
                    ),
                    false => "the API server refuses a number here".to_owned(),
                };
                let message = format!("`{written}` is no duration: {reason}; {consequence}");
                let is_number = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
                let help =
                    if is_number { format!("write `{written}s`") } else { "write it like `90s` or `2m30s`".to_owned() };
                let effect = if *passes_crd { Effect::Frozen } else { Effect::Refused };
                findings.add(place, message).with_effect(effect).help(help);
            }
            ProblemKind::NegativeDuration { rounded } => {
                let (effect, consequence) = match rounded {
                    0 => (Effect::Dropped, "Calico rounds it to 0 s".to_owned()),
                    _ => (Effect::Frozen, refusal(sessions, resource, problem.span)),
                };
                let message = format!("this duration is negative: every check lets it pass, but {consequence}");
                findings.add(place, message).with_effect(effect).help("write a duration from 1s on");
            }
            _ => {}
        }
    }
}

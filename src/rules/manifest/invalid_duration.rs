//! `invalid-duration`: a value that is not a valid duration.

use crate::admission::Topic;
use crate::resource::ProblemKind;
use crate::rule::{
    Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, report_refused,
};
use crate::session::Sessions;
use crate::value::DurationError;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-duration",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Frozen, Effect::Refused, Effect::Dropped],
    topics: &[Topic::Duration],
    fix: FixKind::Unsafe,
    summary: "A value that is not a valid duration",
    page: include_str!("../../../rules/invalid-duration.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let place = resource.at(problem.span);
        let editor = Editor::new(sessions.cluster, resource);
        match &problem.kind {
            ProblemKind::InvalidDuration { written, reason } => {
                let admitted = Admitted::at(sessions.cluster, resource, problem.span).consequence();
                let (effect, consequence) =
                    admitted.unwrap_or((Effect::Dropped, "Calico treats the field as not set".to_owned()));
                let message = format!("`{written}` is not a valid duration ({}): {consequence}", explain(*reason));
                let finding = findings.add(place, message).with_effect(effect);
                if !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit()) {
                    let meant = format!("{written}s");
                    let edit = editor.value(problem.span, &meant);
                    finding.help(format!("did you mean `{meant}`?"));
                    finding.fix(edit.map(|edit| edit.to_review("add the unit seconds")));
                } else {
                    finding.help("write the duration like `90s` or `2m30s`");
                }
            }
            ProblemKind::NegativeDuration { rounded } => {
                let (effect, consequence) = match rounded {
                    0 => (Effect::Dropped, "Calico rounds the duration to 0 seconds".to_owned()),
                    _ => (Effect::Frozen, refusal(sessions, resource, problem.span)),
                };
                let written = editor.written(problem.span).trim_matches(['"', '\'']);
                let message = format!("`{written}` is negative: every check accepts the duration, but {consequence}");
                findings.add(place, message).with_effect(effect).help("write a duration of 1s or more");
            }
            _ => {}
        }
    }
    report_refused(sessions.cluster, findings);
}

/// Why a text is not a duration.
fn explain(reason: DurationError) -> &'static str {
    match reason {
        DurationError::Empty => "empty text",
        DurationError::NoNumber => "not a number with a unit",
        DurationError::NoUnit => "the unit is missing",
        DurationError::UnknownUnit => "the unit is none of h, m, s, ms, us, ns",
        DurationError::TooLong => "longer than 292 years",
    }
}

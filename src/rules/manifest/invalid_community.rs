//! `invalid-community`: a value that is no community.

use crate::resource::ProblemKind;
use crate::resource::value::CommunityError;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-community",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen],
    fix: FixKind::None,
    summary: "A value that is no community",
    page: include_str!("../../../rules/invalid-community.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let ProblemKind::InvalidCommunity { written, reason } = &problem.kind else {
            continue;
        };
        let (effect, why, consequence) = match reason {
            CommunityError::Malformed => (
                Effect::Refused,
                "it is not written as aa:nn or aa:nn:mm",
                "the API server refuses the document".to_owned(),
            ),
            CommunityError::PartOutOfRange => (
                Effect::Frozen,
                "a part is too large",
                format!("the CRD lets it pass, but {}", refusal(sessions, resource, problem.span)),
            ),
        };
        findings
            .add(resource.at(problem.span), format!("`{written}` is no community: {why}; {consequence}"))
            .with_effect(effect)
            .help("two parts go up to 65535 each (RFC 1997), three parts up to 4294967295 each (RFC 8092)");
    }
}

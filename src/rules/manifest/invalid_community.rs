//! `invalid-community`: a value that is not a valid BGP community.

use crate::admission::Topic;
use crate::resource::ProblemKind;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, report_refused};
use crate::session::Sessions;
use crate::value::CommunityError;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-community",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen, Effect::Dropped],
    topics: &[Topic::Community],
    fix: FixKind::None,
    summary: "A value that is not a valid BGP community",
    page: include_str!("../../../rules/invalid-community.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let ProblemKind::InvalidCommunity { written, reason } = &problem.kind else {
            continue;
        };
        let (why, effect, otherwise) = match reason {
            CommunityError::Malformed => (
                "not written as aa:nn or aa:nn:mm",
                Effect::Dropped,
                "Calico advertises without the community".to_owned(),
            ),
            CommunityError::PartOutOfRange => {
                ("a part is too large", Effect::Frozen, refusal(sessions, resource, problem.span))
            }
        };
        let admitted = Admitted::at(sessions.cluster, resource, problem.span);
        let (effect, consequence) = admitted.or_else(effect, &otherwise);
        findings
            .add(resource.at(problem.span), format!("`{written}` is not a valid community ({why}): {consequence}"))
            .with_effect(effect)
            .help("write two parts up to 65535 each (RFC 1997), or three parts up to 4294967295 each (RFC 8092)");
    }
    report_refused(sessions.cluster, findings);
}

//! `cidr-has-host-bits`: a prefix with host bits set.

use crate::admission::Topic;
use crate::resource::ProblemKind;
use crate::rule::{
    Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, report_refused,
};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cidr-has-host-bits",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Frozen, Effect::Refused, Effect::Dropped],
    topics: &[Topic::HostBits],
    fix: FixKind::Unsafe,
    summary: "A prefix with host bits set",
    page: include_str!("../../../rules/cidr-has-host-bits.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let ProblemKind::HostBits { written, masked } = &problem.kind else {
            continue;
        };
        let (effect, consequence) = match resource.kind_name() {
            "IPPool" => (Effect::Dropped, "Calico uses the pool without the host bits".to_owned()),
            _ => (Effect::Frozen, refusal(sessions, resource, problem.span)),
        };
        let admitted = Admitted::at(sessions.cluster, resource, problem.span);
        let (effect, consequence) = admitted.or_else(effect, &consequence);
        let edit = Editor::new(sessions.cluster, resource).value(problem.span, masked);
        findings
            .add(resource.at(problem.span), format!("`{written}` has host bits set: {consequence}"))
            .with_effect(effect)
            .help(format!("did you mean `{masked}`? A wrong prefix length looks the same"))
            .fix(edit.map(|edit| edit.to_review("clear the host bits")));
    }
    report_refused(sessions.cluster, findings);
}

//! `cidr-has-host-bits`: a network with bits set behind its prefix length.

use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cidr-has-host-bits",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Frozen, Effect::Refused],
    fix: FixKind::None,
    summary: "A network with bits set behind its prefix length",
    page: include_str!("../../../rules/cidr-has-host-bits.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, problem) in sessions.cluster.problems() {
        let ProblemKind::HostBits { written, masked } = &problem.kind else {
            continue;
        };
        let (effect, consequence) = match resource.kind_name() {
            "IPPool" => (
                Effect::Refused,
                "calicoctl refuses the pool, and so do the CRDs from 3.32 on; BIRD takes no such network",
            ),
            _ => (Effect::Frozen, &*refusal(sessions, resource, problem.span)),
        };
        let message = format!("`{written}` has bits set behind its prefix length: {consequence}");
        findings.add(resource.at(problem.span), message).with_effect(effect).help(format!("write `{masked}`"));
    }
}

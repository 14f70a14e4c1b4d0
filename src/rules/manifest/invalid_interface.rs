//! `invalid-interface`: the name of an interface that a gate refuses, or that breaks BIRD.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, report_refused};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-interface",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen, Effect::RoutesLost, Effect::Dropped],
    topics: &[Topic::Interface],
    fix: FixKind::None,
    summary: "An interface name that Calico rejects, or that breaks BIRD",
    page: include_str!("../../../rules/invalid-interface.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let cluster: &Cluster = sessions.cluster;
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidInterface { written } = &problem.kind else {
            continue;
        };
        let (effect, otherwise) = match written.as_str() {
            text if text.contains('"') => (Effect::Frozen, refusal(sessions, resource, problem.span)),
            "*" => (Effect::RoutesLost, "BIRD reads no interface, and the routes to its neighbors are lost".to_owned()),
            _ => (Effect::Dropped, "the name matches no interface".to_owned()),
        };
        let admitted = Admitted::at(cluster, resource, problem.span);
        let (effect, consequence) = admitted.or_else(effect, &otherwise);
        let message = format!("`{written}` is not a valid interface name for `{}`: {consequence}", problem.subject);
        findings
            .add(resource.at(problem.span), message)
            .with_effect(effect)
            .help("write at most 15 letters, digits, `_`, `.`, `-`, and `*` for any characters");
    }
    report_refused(cluster, findings);
}

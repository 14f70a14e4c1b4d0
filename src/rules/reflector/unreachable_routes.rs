//! `unreachable-routes`: routes that never reach a node, for any other cause.

use super::{losses, routes, weigh};
use crate::propagation::{LossCause, Propagation, Refusal};
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unreachable-routes",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "Routes that never reach a node",
    page: include_str!("../../../rules/unreachable-routes.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in losses(propagation, LossCause::Other).filter(|loss| !loss.may_go_outside) {
        let Some(resource) = sessions.speakers[loss.receiver].node.resource() else {
            continue;
        };
        let name = |node: usize| sessions.speakers[node].name;
        let stop = match loss.stop {
            None => "no session leads there".to_owned(),
            Some(stop) => format!(
                "they stop between `{}` and `{}`, {}",
                name(stop.at),
                name(stop.before),
                match stop.refusal {
                    Refusal::NotReflected => "since neither is a client of the other",
                    Refusal::AsPath => "whose AS number is in their path already",
                    _ => "which refuses them",
                }
            ),
        };
        let message = format!(
            "{} never reach `{}`: {stop}{}",
            routes(sessions, loss),
            name(loss.receiver),
            super::and_more(loss)
        );
        let finding = findings.add(resource.place(), message);
        finding.help("let both nodes peer with the same reflectors, or their reflectors with each other");
        weigh(propagation, finding);
    }
}

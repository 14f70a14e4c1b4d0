//! `reflectors-share-failure-domain`: all reflectors of a node in one zone or rack.

use super::words::{place_of_cluster_id, weigh};
use crate::cluster::FailureDomain;
use crate::propagation::{Propagation, SharedFailureDomain};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list};
use crate::wording::plural;

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflectors-share-failure-domain",
    group: Group::Reflector,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "All reflectors of a node in one zone or rack",
    page: include_str!("../../../rules/reflectors-share-failure-domain.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for SharedFailureDomain { domain, reflectors, clients } in propagation.shared_failure_domains() {
        let FailureDomain { label, value } = domain;
        let Some(place) = reflectors.first().and_then(|first| place_of_cluster_id(sessions, *first)) else {
            continue;
        };
        let names: Vec<&str> = reflectors.iter().map(|node| sessions.name(*node)).collect();
        let message = format!(
            "{} have the same `{label}` `{value}` and are the only reflectors of {} node{} elsewhere: when the reflectors fail together, \
             the routes of all other nodes are lost there",
            list(&names),
            clients.len(),
            plural(clients.len()),
        );
        let finding = findings.add(place, message);
        finding.help(format!("choose reflectors that differ in `{label}`, and connect every node with them"));
        weigh(propagation, propagation.need, finding);
    }
}

//! `reflectors-not-peered`: route reflectors with no way between them.

use super::{losses, place_of_cluster_id, routes, weigh};
use crate::cluster::Known;
use crate::propagation::{LossCause, Propagation};
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflectors-not-peered",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "Route reflectors with no way between them",
    page: include_str!("../../../rules/reflectors-not-peered.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in losses(propagation, LossCause::ReflectorsApart).filter(|loss| !loss.may_go_outside) {
        let is_reflector = |node: &usize| matches!(sessions.speakers[*node].cluster_id, Known::Value(_));
        let reflectors: Vec<usize> = (0..sessions.speakers.len()).filter(is_reflector).collect();
        let near = loss.stop.map(|stop| stop.at).filter(is_reflector).or(reflectors.first().copied());
        let Some(place) = near.and_then(|node| place_of_cluster_id(sessions, node)) else {
            continue;
        };
        let message = format!(
            "{} never reach `{}`: no session leads from the reflectors on one side to those on the other{}",
            routes(sessions, loss),
            sessions.speakers[loss.receiver].name,
            super::and_more(loss),
        );
        let finding = findings.add(place, message);
        finding
            .help("let the reflectors peer with each other: a BGPPeer with the same `nodeSelector` and `peerSelector`");
        weigh(propagation, finding);
    }
}

//! `reflectors-not-peered`: route reflectors with no way between them.

use super::words::{and_more, losses, place_of_cluster_id, routes, weigh};
use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::propagation::{LossCause, Propagation};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflectors-not-peered",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    fix: FixKind::None,
    summary: "Route reflectors with no way between them",
    page: include_str!("../../../rules/reflectors-not-peered.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in losses(propagation, LossCause::ReflectorsApart).filter(|loss| !loss.may_go_outside) {
        let is_reflector = |node: &SpeakerId| matches!(sessions.speakers[*node].cluster_id, Known::Value(_));
        let reflectors: Vec<SpeakerId> = sessions.speakers.ids().filter(is_reflector).collect();
        let stop = loss.stop.filter(|stop| is_reflector(&stop.at));
        let origin = Some(loss.origin).filter(is_reflector);
        let near = stop.map(|stop| stop.at).or(origin).or(reflectors.first().copied());
        let Some(place) = near.and_then(|node| place_of_cluster_id(sessions, node)) else {
            continue;
        };
        let name = |node: SpeakerId| sessions.name(node);
        let reason = match stop {
            None => "no session joins the reflectors on one side with those on the other".to_owned(),
            Some(stop) => format!(
                "they stop at `{}`, which learns them from a reflector with its own cluster ID and keeps them from `{}`, which has \
                 this ID too",
                name(stop.at),
                name(stop.before),
            ),
        };
        let message =
            format!("{} never reach `{}`: {reason}{}", routes(sessions, loss), name(loss.receiver), and_more(loss),);
        let finding = findings.add(place, message);
        finding.label("the cluster ID of a reflector on one side");
        let id = |node: SpeakerId| sessions.speakers[node].cluster_id;
        let is_one_id = reflectors.iter().all(|node| id(*node) == id(reflectors[0]));
        finding.help(match is_one_id && !is_reflector(&loss.origin) && !is_reflector(&loss.receiver) {
            false => "let the reflectors peer with each other: a BGPPeer with the same `nodeSelector` and `peerSelector`",
            true => {
                "let the reflectors peer with each other, by a BGPPeer with the same `nodeSelector` and `peerSelector`, and give \
                 each a cluster ID of its own, since equal ones refuse each other's routes"
            }
        });
        weigh(propagation, loss.need, finding);
    }
}

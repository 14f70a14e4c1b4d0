//! `reflectors-not-peered`: route reflectors without a path between them.

use super::words::{lost_routes, place_of_cluster_id, weigh};
use crate::cluster::SpeakerId;
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
    topics: &[],
    fix: FixKind::None,
    summary: "Route reflectors without a path between them",
    page: include_str!("../../../rules/reflectors-not-peered.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in propagation.losses_by(LossCause::ReflectorsApart).filter(|loss| !loss.may_go_outside) {
        let is_reflector = |node: &SpeakerId| sessions.is_reflector(*node);
        let stop = loss.stop.filter(|stop| is_reflector(&stop.at));
        let origin = Some(loss.origin).filter(is_reflector);
        let near = stop.map(|stop| stop.at).or(origin).or_else(|| sessions.reflectors().next());
        let Some(place) = near.and_then(|node| place_of_cluster_id(sessions, node)) else {
            continue;
        };
        let name = |node: SpeakerId| sessions.name(node);
        let reason = match stop {
            None => "no session connects the reflectors of the two nodes".to_owned(),
            Some(stop) => format!(
                "`{}` learns the routes from a reflector with its own cluster ID and does not pass them on to `{}`, which has the \
                 same ID",
                name(stop.at),
                name(stop.before),
            ),
        };
        let message = format!("{}: {reason}", lost_routes(sessions, loss));
        let finding = findings.add(place, message);
        finding.label(match stop {
            None => "a reflector of one of the two nodes",
            Some(_) => "the routes stop at this reflector",
        });
        finding.help(match sessions.have_reflectors_one_cluster_id() && !is_reflector(&loss.origin) && !is_reflector(&loss.receiver) {
            false => "connect the reflectors with each other by a BGPPeer with the same `nodeSelector` and `peerSelector`",
            true => {
                "connect the reflectors with each other by a BGPPeer with the same `nodeSelector` and `peerSelector`, and give each \
                 its own cluster ID"
            }
        });
        weigh(propagation, loss.need, finding);
    }
}

//! `clients-split-across-reflectors`: clients on different reflectors with the same cluster ID, which never learn each other's routes.

use super::words::{lost_routes, place_of_cluster_id, weigh};
use crate::propagation::{LossCause, Propagation};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "clients-split-across-reflectors",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Clients on different reflectors with the same cluster ID",
    page: include_str!("../../../rules/clients-split-across-reflectors.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in propagation.losses_by(LossCause::SplitClients).filter(|loss| !loss.may_go_outside) {
        let Some((stop, place)) =
            loss.stop.and_then(|stop| Some((stop, place_of_cluster_id(sessions, stop.stopped_by())?)))
        else {
            continue;
        };
        let refuser = stop.stopped_by();
        let id = sessions.speakers[refuser].cluster_id.value().map(|id| id.to_string()).unwrap_or_default();
        let reason = match refuser == stop.at {
            true => "does not pass on to its clients",
            false => "rejects",
        };
        let message = format!(
            "{}: `{}` {reason} what another reflector with the same cluster ID {id} has reflected",
            lost_routes(sessions, loss),
            sessions.name(refuser),
        );
        let finding = findings.add(place, message);
        finding.label("the cluster ID of several reflectors");
        finding.help(
            "connect every client with every reflector of the cluster ID, or give each reflector its own cluster ID",
        );
        let mut others = sessions.reflectors_with_cluster_id_of(refuser);
        if let Some(other) = others.find_map(|node| place_of_cluster_id(sessions, node)) {
            finding.related(other, "the same cluster ID");
        }
        weigh(propagation, loss.need, finding);
    }
}

//! `clients-split-across-reflectors`: clients on different reflectors of one cluster ID, which never see each other.

use super::words::{and_more, losses, place_of_cluster_id, routes, weigh};
use crate::cluster::SpeakerId;
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
    fix: FixKind::None,
    summary: "Clients on different reflectors of one cluster ID",
    page: include_str!("../../../rules/clients-split-across-reflectors.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in losses(propagation, LossCause::SplitClients).filter(|loss| !loss.may_go_outside) {
        let name = |node: SpeakerId| sessions.name(node);
        let Some((stop, place)) =
            loss.stop.and_then(|stop| Some((stop, place_of_cluster_id(sessions, stop.stopped_by())?)))
        else {
            continue;
        };
        let refuser = stop.stopped_by();
        let id = sessions.speakers[refuser].cluster_id.value().map(|id| id.to_string()).unwrap_or_default();
        let reason = match refuser == stop.at {
            true => format!(
                "and stop there: another reflector with the same cluster ID {id} has reflected them, so it keeps them from its clients"
            ),
            false => format!(
                "and `{}` refuses them: another reflector with the same cluster ID {id} has reflected them",
                name(refuser)
            ),
        };
        let message = format!(
            "{} reach `{}` {reason}, and `{}` never learns them, with every session established{}",
            routes(sessions, loss),
            name(stop.at),
            name(loss.receiver),
            and_more(loss),
        );
        let finding = findings.add(place, message);
        finding.label("one of several reflectors with this cluster ID");
        finding.help("let every client peer with every reflector of the cluster ID, or give each reflector a cluster ID of its own");
        let others = sessions.speakers.ids().filter(|node| *node != refuser);
        let alike = others.filter(|node| sessions.speakers[*node].cluster_id == sessions.speakers[refuser].cluster_id);
        if let Some(other) = alike.filter_map(|node| place_of_cluster_id(sessions, node)).next() {
            finding.related(other, "the same cluster ID");
        }
        weigh(propagation, loss.need, finding);
    }
}

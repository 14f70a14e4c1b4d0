//! `reflector-without-cluster-id`: route reflectors without a cluster ID, which reflect nothing.

use super::words::{lost_routes, weigh};
use crate::propagation::{LossCause, Propagation};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflector-without-cluster-id",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Route reflectors without a cluster ID",
    page: include_str!("../../../rules/reflector-without-cluster-id.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in propagation.losses_by(LossCause::NoClusterId).filter(|loss| !loss.may_go_outside) {
        let Some((stop, resource)) =
            loss.stop.and_then(|stop| Some((stop, sessions.speakers[stop.at].node.resource()?)))
        else {
            continue;
        };
        let message = format!(
            "{}: the routes stop at `{}`, which has no cluster ID and so reflects nothing",
            lost_routes(sessions, loss),
            sessions.name(stop.at),
        );
        let finding = findings.add(resource.place(), message);
        finding.label("no cluster ID");
        finding.help(
            "set a cluster ID such as 244.0.0.1 on this Node: `routeReflectorClusterID`, or the annotation \
             `projectcalico.org/RouteReflectorClusterID`",
        );
        if let Some(number) = stop.declaration {
            finding.related(
                sessions.declarations[number].resource.place(),
                "connects the other nodes to the node without a cluster ID",
            );
        }
        weigh(propagation, loss.need, finding);
    }
}

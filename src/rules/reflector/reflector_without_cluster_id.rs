//! `reflector-without-cluster-id`: nodes that meet at others which reflect nothing, for want of a cluster ID.

use super::words::{and_more, losses, routes, weigh};
use crate::propagation::{LossCause, Propagation};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reflector-without-cluster-id",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost, Effect::AtRisk],
    fix: FixKind::None,
    summary: "Nodes that meet at others which reflect nothing",
    page: include_str!("../../../rules/reflector-without-cluster-id.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in losses(propagation, LossCause::NoClusterId).filter(|loss| !loss.may_go_outside) {
        let Some((stop, resource)) =
            loss.stop.and_then(|stop| Some((stop, sessions.speakers[stop.at].node.resource()?)))
        else {
            continue;
        };
        let message = format!(
            "{} reach `{}` and stop there: it has no cluster ID, so it reflects nothing, and `{}` never learns them{}",
            routes(sessions, loss),
            sessions.name(stop.at),
            sessions.name(loss.receiver),
            and_more(loss),
        );
        let finding = findings.add(resource.place(), message);
        finding.label("no cluster ID");
        finding.help("make it a route reflector: `routeReflectorClusterID`, or the annotation `projectcalico.org/RouteReflectorClusterID`");
        if let Some(number) = stop.peering {
            finding.related(sessions.peerings[number].resource.place(), "this makes it the hub");
        }
        weigh(propagation, loss.need, finding);
    }
}

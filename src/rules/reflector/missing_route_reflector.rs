//! `missing-route-reflector`: nodes that need each other's routes, without a mesh and without a route reflector.

use super::words::{lost_routes, weigh};
use crate::propagation::{LossCause, Propagation};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-route-reflector",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Nodes without a mesh and without a route reflector",
    page: include_str!("../../../rules/missing-route-reflector.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    let Some((resource, span)) = sessions.mesh_turned_off() else {
        return;
    };
    if sessions.speakers.is_empty() {
        findings.unknown(Needs::Nodes);
        return;
    }
    let all = propagation.losses_by(LossCause::NoReflector).chain(propagation.losses_by(LossCause::NoSession));
    // Routers in other ASes may connect nodes in several ASes.
    let losses = all.filter(|loss| loss.is_in_one_as || !loss.may_go_outside);
    if let Some(loss) = losses.min_by_key(|loss| loss.may_go_outside) {
        let message = format!(
            "the mesh is off, without a route reflector or a session between every two nodes: {}",
            lost_routes(sessions, loss),
        );
        let finding = findings.add(resource.at(span), message);
        finding.help(
            "make two nodes route reflectors with a cluster ID and connect all other nodes to both reflectors, or leave the mesh on",
        );
        match loss.may_go_outside {
            true => {
                finding.severity(Severity::Info).conditional("if external routers do not pass the routes on");
            }
            false => weigh(propagation, loss.need, finding),
        }
    }
}

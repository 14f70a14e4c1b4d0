//! `unreachable-routes`: routes that never reach a node, for a cause that no other rule reports.

use super::words::{lost_routes, more_pairs, weigh};
use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::propagation::{FilteredLoss, LossCause, NotAdvertised, Propagation};
use crate::resource::Direction;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unreachable-routes",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Routes that never reach a node",
    page: include_str!("../../../rules/unreachable-routes.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    for loss in propagation.losses_by(LossCause::Other).filter(|loss| !loss.may_go_outside) {
        let Some(resource) = sessions.speakers[loss.receiver].node.resource() else {
            continue;
        };
        let name = |node: SpeakerId| sessions.name(node);
        let stop = match loss.stop {
            None => "no chain of sessions connects the two nodes".to_owned(),
            Some(stop) => {
                let (at, before) = (name(stop.at), name(stop.before));
                let reason = match stop.reason {
                    NotAdvertised::NotReflected => "neither is a client of the other".to_owned(),
                    NotAdvertised::AsPath => format!("the AS path already contains the AS number of `{before}`"),
                    _ => format!("`{before}` rejects them"),
                };
                format!("the routes stop between `{at}` and `{before}`, because {reason}")
            }
        };
        let message = format!("{}: {stop}", lost_routes(sessions, loss));
        let finding = findings.add(resource.place(), message);
        let left = [loss.origin, loss.receiver].into_iter().find(|node| sessions.may_be_reflector(*node));
        let is_meshed = sessions.globals.mesh != Known::Value(false);
        finding.help(match (loss.stop.map(|stop| stop.reason), left.filter(|_| is_meshed)) {
            (Some(NotAdvertised::AsPath), _) => {
                "set `numAllowedLocalASNumbers: 1` on the BGPPeer by `peerIP`, or give the nodes different AS numbers"
                    .to_owned()
            }
            (_, Some(left)) => {
                format!("connect every other node with `{}`: a node with a cluster ID is not in the mesh", name(left))
            }
            _ => "connect both nodes with the same reflectors, or their reflectors with each other".to_owned(),
        });
        weigh(propagation, loss.need, finding);
    }
    let filtered = propagation.filtered.iter().filter(|_| sessions.is_everything_known());
    filtered.for_each(|loss| report_filtered(propagation, loss, findings));
}

/// Routes of a pool that a filter rejects.
fn report_filtered(propagation: &Propagation, loss: &FilteredLoss, findings: &mut Findings) {
    let name = |node: SpeakerId| propagation.sessions.name(node);
    let rule = loss.rule;
    let message = format!(
        "{} routes of IPPool `{}` from `{}` never reach `{}`{}: rule {} of BGPFilter `{}` rejects them on {} at `{}`",
        loss.family,
        loss.pool.name(),
        name(loss.origin),
        name(loss.receiver),
        more_pairs(loss.pairs),
        rule.number + 1,
        rule.filter.name(),
        if rule.direction == Direction::Export { "export" } else { "import" },
        name(rule.at),
    );
    let finding = findings.add(rule.filter.at(rule.span), message);
    finding.help("accept the pool's network in an earlier rule, or remove the filter from the BGPPeers between nodes");
    finding.related(loss.pool.place(), "the pool");
    weigh(propagation, loss.need, finding);
}

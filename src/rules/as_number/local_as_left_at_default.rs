//! `local-as-left-at-default`: external neighbors of a cluster whose AS number is left at the default.

use crate::cluster::Inventory;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::Sessions;
use crate::value::AsNumber;

/// The rule.
pub static RULE: Rule = Rule {
    name: "local-as-left-at-default",
    group: Group::AsNumber,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "External neighbors of nodes whose AS number is left at the default 64512",
    page: include_str!("../../../rules/local-as-left-at-default.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let configuration = sessions.cluster.default_configuration();
    if !sessions.is_as_number_left_at_default() {
        return;
    }
    let Some(declaration) = sessions.external_peer_of_other_as() else {
        return;
    };
    let place = match configuration {
        Some((resource, _)) => resource.place(),
        None => declaration.resource.at(declaration.peer.as_number.span().unwrap_or(declaration.resource.head)),
    };
    let message = format!(
        "nothing sets the AS number of the nodes, so they use Calico's default {number} towards BGPPeer `{}`: its router must be \
         configured with {number}",
        declaration.name(),
        number = AsNumber::CALICO_DEFAULT,
    );
    let finding = findings.add(place, message);
    finding.help(
        "set `asNumber` in the BGPConfiguration `default` to the AS number that the router expects from the nodes, even if that number \
         is 64512",
    );
    match (configuration.is_none(), sessions.cluster.inventory != Inventory::Complete) {
        (true, true) => finding.conditional("if no BGPConfiguration elsewhere sets `asNumber` and no node has its own"),
        (true, false) => finding.conditional("if no BGPConfiguration elsewhere sets `asNumber`"),
        (false, true) => finding.conditional("if no node has its own AS number"),
        (false, false) => finding,
    };
}

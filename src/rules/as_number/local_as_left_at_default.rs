//! `local-as-left-at-default`: external neighbors of a cluster whose AS number is left at the default.

use crate::cluster::Inventory;
use crate::resource::BgpPeer;
use crate::resource::value::AsNumber;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Peering, Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "local-as-left-at-default",
    group: Group::AsNumber,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    fix: FixKind::None,
    summary: "External neighbors of nodes whose AS number is left at the default 64512",
    page: include_str!("../../../rules/local-as-left-at-default.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let configuration = sessions.cluster.default_configuration();
    let is_set = configuration.is_some_and(|(_, configuration)| configuration.as_number.is_set());
    if is_set || sessions.has_own_as_numbers() {
        return;
    }
    let Some(peering) = sessions.peerings.iter().find(|peering| is_external(peering)) else {
        return;
    };
    let place = match configuration {
        Some((resource, _)) => resource.place(),
        None => peering.resource.at(peering.peer.as_number.span().unwrap_or(peering.resource.head)),
    };
    let message = format!(
        "nothing sets the AS number of the nodes, so they use Calico's default {number} towards BGPPeer `{}`: its router must be \
         configured with {number}",
        peering.name(),
        number = AsNumber::CALICO_DEFAULT,
    );
    let finding = findings.add(place, message);
    finding.help("set `asNumber` in the BGPConfiguration `default`, even if it is 64512");
    match (configuration.is_none(), sessions.cluster.inventory != Inventory::Complete) {
        (true, true) => finding.conditional("if no BGPConfiguration elsewhere sets `asNumber` and no node has its own"),
        (true, false) => finding.conditional("if no BGPConfiguration elsewhere sets `asNumber`"),
        (false, true) => finding.conditional("if no node has its own AS number"),
        (false, false) => finding,
    };
}

/// A neighbor that is not a Calico node, in another AS than the default, with no AS number given for this side.
fn is_external(peering: &Peering) -> bool {
    let peer: &BgpPeer = peering.peer;
    let is_other = peer.as_number.value().is_some_and(|number| *number != AsNumber::CALICO_DEFAULT);
    matches!(peering.target, Target::Address { is_calico_node: false, .. })
        && is_other
        && peer.local_as_number.is_absent()
}

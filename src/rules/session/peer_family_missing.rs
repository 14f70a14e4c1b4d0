//! `peer-family-missing`: a neighbor of a family in which none of the nodes has an address.

use crate::cluster::Speaker;
use crate::known::{Known, Truth};
use crate::resource::value::Family;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Severity};
use crate::session::{Scope, Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "peer-family-missing",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: crate::rule::Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "A neighbor of a family in which none of the nodes has an address",
    page: include_str!("../../../rules/peer-family-missing.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for peering in &sessions.peerings {
        let Target::Address { address, is_skipped: false, .. } = peering.target else {
            continue;
        };
        let Some(span) = peering.peer.peer_ip.span() else {
            continue;
        };
        let family = Family::of(address);
        let classes = sessions.classes.all().iter().filter(|class| peering.is_for(class) != Truth::No);
        let speakers: Vec<&Speaker> = classes.map(|class| &sessions.speakers[class.first()]).collect();
        // A node without any address gets its own when calico-node starts, and `ignored-node-annotation` reports an address that
        // Calico drops.
        let is_open = |speaker: &&Speaker| {
            let is_dropped = speaker.node.address(family).is_some_and(|fact| fact.field.is_set());
            !speaker.has_address() || is_dropped || speaker.address(family) != Known::Absent
        };
        if speakers.iter().any(is_open) {
            continue;
        }
        if speakers.is_empty() {
            if sessions.speakers.is_empty() {
                findings.unknown(Needs::Nodes);
            }
            continue;
        }
        let message = format!(
            "no node of BGPPeer `{}` has an {family} address, so the BGPPeer makes no session, without any error or log message",
            peering.name()
        );
        let finding = findings.add(peering.resource.at(span), message);
        finding.help(format!("give the nodes {family} addresses, or use the neighbor's address of the other family"));
        if !matches!(peering.scope, Scope::Node(_)) {
            finding.unless_more_nodes(sessions.cluster.inventory);
        }
    }
}

//! `self-peering`: a BGPPeer that gives a node itself as neighbor.

use crate::cluster::SpeakerId;
use crate::known::{Known, Truth};
use crate::resource::value::Family;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Severity};
use crate::session::{Scope, Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "self-peering",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: crate::rule::Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "A BGPPeer that gives a node itself as neighbor",
    page: include_str!("../../../rules/self-peering.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for peering in sessions.peerings.iter().filter(|peering| peering.scope != Scope::Everywhere) {
        let Target::Address { address, .. } = peering.target else {
            continue;
        };
        let classes = sessions.classes.all();
        if classes.iter().any(|class| peering.is_for(class) == Truth::Unknown) {
            continue;
        }
        let selected: Vec<SpeakerId> = classes
            .iter()
            .filter(|class| peering.is_for(class) == Truth::Yes)
            .flat_map(|class| class.members().iter().copied())
            .collect();
        let ([only], Some(span)) = (selected.as_slice(), peering.peer.peer_ip.span()) else {
            continue;
        };
        let speaker = &sessions.speakers[*only];
        if speaker.address(Family::of(address)) != Known::Value(address) {
            continue;
        }
        let message = format!(
            "BGPPeer `{}` is only for `{}`, and {address} is the node's own address: the BGPPeer makes no session, without any error or log message",
            peering.name(),
            speaker.name,
        );
        let finding = findings.add(peering.resource.at(span), message);
        finding.help("write the neighbor's address");
        if matches!(peering.scope, Scope::Selected(_)) {
            finding.unless_more_nodes(sessions.cluster.inventory);
        }
    }
}

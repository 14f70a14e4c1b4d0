//! `metallb-shares-peer`: a neighbour of both Calico's BIRD and MetalLB's speakers.

use crate::cluster::Inventory;
use crate::known::Truth;
use crate::resource::value::parse_address;
use crate::resource::{Field, MetalLb, MetalLbPeer};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::selector::Selector;
use crate::session::{BGP_PORT, Peering, Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "metallb-shares-peer",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "A neighbor of both Calico's BIRD and MetalLB's speakers",
    page: include_str!("../../../rules/metallb-shares-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let peers = sessions.cluster.metallb().filter_map(|(resource, metallb)| match metallb {
        MetalLb::Peer(peer) => Some((resource, peer)),
        _ => None,
    });
    for (resource, metallb) in peers {
        let Some(address) = metallb.address.value().and_then(|text| parse_address(text).ok()) else {
            continue;
        };
        // A session from another address, or in another routing table, is another session.
        if address.is_loopback() || metallb.source.is_set() || metallb.vrf.is_set() {
            continue;
        }
        let Some((peering, span)) = sessions.peerings.iter().find_map(|peering| {
            let dials = matches!(peering.target, Target::Address { is_skipped: false, .. });
            let target = peering.peer.peer_ip.value().filter(|target| dials && target.address == address)?;
            let is_same_port = same_port(target.port, &metallb.port);
            (is_same_port && meet(sessions, peering, metallb)).then_some((peering, peering.peer.peer_ip.span()?))
        }) else {
            continue;
        };
        let message = format!(
            "MetalLB's BGPPeer `{}` and Calico's BGPPeer `{}` have the same neighbor {address}, which accepts one session from each node: \
             one of the two stays down, or both flap",
            resource.name(),
            peering.name()
        );
        let finding = findings.add(peering.resource.at(span), message);
        finding.related(resource.at(metallb.address.span().unwrap_or(resource.head)), "MetalLB's BGPPeer").help(
            "let Calico advertise the load balancer addresses (`serviceLoadBalancerIPs`), and MetalLB only assign them",
        );
    }
}

/// Whether both connect to the same port; a router may have separate sessions on different ports.
fn same_port(calico: Option<u16>, metallb: &Field<String>) -> bool {
    let port = match metallb.is_absent() {
        true => Some(BGP_PORT),
        false => metallb.value().and_then(|text| text.parse().ok()),
    };
    port.is_some_and(|port| port == calico.unwrap_or(BGP_PORT))
}

/// Whether some node has both sessions.
fn meet(sessions: &Sessions, peering: &Peering, metallb: &MetalLbPeer) -> bool {
    let Some(selectors) = &metallb.nodes else {
        return false;
    };
    let selectors: Vec<Selector> = selectors.iter().filter_map(|text| Selector::parse(text).ok()).collect();
    let is_everywhere = selectors.is_empty() || selectors.iter().any(Selector::is_always_true);
    let is_global = match peering.peer.node_selector.value() {
        Some(text) => Selector::parse(text).is_ok_and(|selector| selector.is_always_true()),
        None => peering.is_global(),
    };
    let is_known = sessions.speakers.iter_with_ids().any(|(number, speaker)| {
        let has_speaker =
            is_everywhere || selectors.iter().any(|selector| selector.evaluate(speaker.node) == Truth::Yes);
        has_speaker && peering.is_for(&sessions.classes[sessions.class_of(number)]) == Truth::Yes
    });
    let may_be_more = sessions.cluster.inventory != Inventory::Complete;
    is_known || may_be_more && (is_everywhere || is_global)
}

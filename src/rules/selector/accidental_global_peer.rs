//! `accidental-global-peer`: a global BGPPeer, while all other external BGPPeers are limited to a rack or zone.

use crate::cluster::{Cluster, SelectorField};
use crate::resource::{BgpPeer, PeerScope, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::selector::Selector;

/// The rule.
pub static RULE: Rule = Rule {
    name: "accidental-global-peer",
    group: Group::Selector,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A global BGPPeer, while all other external BGPPeers are limited to a rack or zone",
    page: include_str!("../../../rules/accidental-global-peer.md"),
    check: Check::Cluster(check),
};

/// Words in the name of a label for a place.
const PLACES: [&str; 9] = ["rack", "zone", "row", "room", "pod", "leaf", "tor", "region", "site"];

fn check(cluster: &Cluster, findings: &mut Findings) {
    let external: Vec<(&Resource, &BgpPeer)> = cluster.external_peers().collect();
    let is_uncertain = |peer: &BgpPeer| peer.scope() == PeerScope::Unknown || peer.is_misread();
    if external.iter().any(|(_, peer)| is_uncertain(peer)) {
        return;
    }
    let (global, scoped): (Vec<_>, Vec<_>) =
        external.into_iter().partition(|(_, peer)| peer.scope() == PeerScope::Everywhere);
    let [(resource, peer)] = global.as_slice() else {
        return;
    };
    let address = |peer: &BgpPeer| peer.peer_ip.value().map(|ip| ip.address);
    let selector = |sibling: &Resource| cluster.peer_selector(sibling, SelectorField::Node);
    let are_bound = scoped.iter().all(|(resource, sibling)| {
        address(sibling) != address(peer) && selector(resource).is_some_and(speaks_of_a_place)
    });
    if scoped.len() < 2 || !are_bound {
        return;
    }
    let message = format!(
        "BGPPeer `{}` has no `nodeSelector`, so every node opens its session, while the {} other external BGPPeers are limited to a \
         rack or zone",
        resource.name(),
        scoped.len()
    );
    let finding = findings.add(resource.place(), message);
    finding
        .conditional("if there are no other BGPPeers")
        .help("add the `nodeSelector` of its rack or zone, or `nodeSelector: all()` if every node is meant");
    if let Some((sibling, other)) = scoped.first() {
        finding.related(sibling.at(other.node_selector.span().unwrap_or(sibling.head)), "limited to a rack or zone");
    }
}

/// Whether a selector names a label for a place.
fn speaks_of_a_place(selector: &Selector) -> bool {
    let is_place = |word: &str| PLACES.contains(&word.trim_end_matches(char::is_numeric));
    selector.label_names().iter().any(|label| {
        let name = label.name.rsplit('/').next().unwrap_or_default().to_lowercase();
        name.split(['-', '_', '.']).any(is_place)
    })
}

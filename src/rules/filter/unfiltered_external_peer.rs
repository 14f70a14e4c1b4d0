//! `unfiltered-external-peer`: an external neighbor in another AS without an import filter (RFC 8212).

use crate::cluster::Inventory;
use crate::known::{Known, Truth};
use crate::resource::Direction;
use crate::resource::value::{AsNumber, Family};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{PeerDeclaration, Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unfiltered-external-peer",
    group: Group::Filter,
    severity: Severity::Info,
    is_pedantic: true,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    fix: FixKind::None,
    summary: "An external neighbor in another AS without an import filter",
    page: include_str!("../../../rules/unfiltered-external-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let nodes = sessions.cluster.node_addresses();
    for declaration in &sessions.declarations {
        let Target::Address { address, is_skipped: false, .. } = declaration.target else {
            continue;
        };
        if nodes.contains(&address)
            || address.is_loopback()
            || !is_external(sessions, declaration)
            || may_be_filtered(sessions, declaration)
        {
            continue;
        }
        let message = format!(
            "no import filter is set for neighbor {address} in another AS: calico-node accepts every route that the neighbor sends"
        );
        let place = declaration.resource.at(declaration.peer.peer_ip.span().unwrap_or(declaration.resource.head));
        let finding = findings.add(place, message);
        finding.help("add a BGPFilter with import rules to `filters` (RFC 8212)");
        if sessions.cluster.inventory != Inventory::Complete {
            finding.conditional("if no node has this address or AS number");
        }
    }
}

/// Whether the neighbor's AS is another one than that of all nodes that the BGPPeer is for.
fn is_external(sessions: &Sessions, declaration: &PeerDeclaration) -> bool {
    let Some(peer_as) = declaration.peer.as_number.value() else {
        return false;
    };
    let differs = |own: Known<AsNumber>| own.value().is_some_and(|own| own != *peer_as);
    if declaration.peer.local_as_number.is_set() {
        return differs(declaration.peer.local_as_number.to_known());
    }
    let classes = sessions.classes.all().iter().filter(|class| declaration.is_for(class) != Truth::No);
    let mut nodes = classes.flat_map(|class| class.members().iter()).peekable();
    match nodes.peek() {
        None => differs(sessions.globals.as_number),
        Some(_) => nodes.all(|node| differs(sessions.as_number(*node))),
    }
}

/// Whether the BGPPeer has a filter with import rules, or a filter that is not known.
fn may_be_filtered(sessions: &Sessions, declaration: &PeerDeclaration) -> bool {
    let family = declaration.peer.peer_ip.value().map(|target| Family::of(target.address));
    let filters = &declaration.peer.filters;
    !filters.is_certain()
        || filters.items().iter().any(|name| {
            let filter = name.value().map(|name| sessions.filter(name));
            filter.flatten().is_none_or(|filter| {
                family.is_none_or(|family| {
                    let rules = filter.rules(Direction::Import, family);
                    !rules.is_certain() || !rules.items().is_empty()
                })
            })
        })
}

//! `unfiltered-external-peer`: an external neighbor in another AS without an import filter (RFC 8212).

use crate::cluster::Inventory;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unfiltered-external-peer",
    group: Group::Filter,
    severity: Severity::Info,
    is_pedantic: true,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "An external neighbor in another AS without an import filter",
    page: include_str!("../../../rules/unfiltered-external-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (declaration, address) in sessions.unfiltered_external_peers() {
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

//! `self-peering`: a BGPPeer that gives a node itself as neighbor.

use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{LocalSide, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "self-peering",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A BGPPeer that gives a node itself as neighbor",
    page: include_str!("../../../rules/self-peering.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for declaration in &sessions.declarations {
        let (Some((node, address)), Some(span)) = (sessions.own_neighbor(declaration), declaration.peer.peer_ip.span())
        else {
            continue;
        };
        let message = format!(
            "BGPPeer `{}` is only for `{}`, and {address} is the node's own address: the BGPPeer makes no session, without any error or log message",
            declaration.name(),
            sessions.name(node),
        );
        let finding = findings.add(declaration.resource.at(span), message);
        finding.help("write the neighbor's address");
        if matches!(declaration.scope, LocalSide::Selected(_)) {
            finding.unless_more_nodes(sessions.cluster.inventory);
        }
    }
}

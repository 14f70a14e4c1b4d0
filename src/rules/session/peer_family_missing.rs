//! `peer-family-missing`: a neighbor of a family in which none of the nodes has an address.

use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};
use crate::session::{FamilyOfNodes, LocalSide, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "peer-family-missing",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A neighbor of a family in which none of the nodes has an address",
    page: include_str!("../../../rules/peer-family-missing.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for declaration in &sessions.declarations {
        let Some(span) = declaration.peer.peer_ip.span() else {
            continue;
        };
        let family = match sessions.family_of_nodes(declaration) {
            FamilyOfNodes::Missing(family) => family,
            FamilyOfNodes::NoNode if sessions.speakers.is_empty() => {
                findings.unknown(Needs::Nodes);
                continue;
            }
            FamilyOfNodes::Possible | FamilyOfNodes::NoNode => continue,
        };
        let message = format!(
            "no node of BGPPeer `{}` has an {family} address, so the BGPPeer makes no session, without any error or log message",
            declaration.name()
        );
        let finding = findings.add(declaration.resource.at(span), message);
        finding.help(format!("give the nodes {family} addresses, or use the neighbor's address of the other family"));
        if !matches!(declaration.scope, LocalSide::Node(_)) {
            finding.unless_more_nodes(sessions.cluster.inventory);
        }
    }
}

//! `node-without-session`: a node without any session.

use super::words::weigh;
use crate::known::Known;
use crate::propagation::Propagation;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity, list};

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-without-session",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A node without any session",
    page: include_str!("../../../rules/node-without-session.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    // `mesh-disabled-without-peers` and `isolated-reflector` report a mesh that is off without any BGPPeer, and a reflector.
    let is_meshed = sessions.globals.mesh != Known::Value(false);
    if is_meshed || sessions.declarations.is_empty() || sessions.cluster.switched_off().is_some() {
        return;
    }
    if sessions.speakers.is_empty() {
        findings.unknown(Needs::Nodes);
        return;
    }
    let all = sessions.participants().count();
    let mut bare = sessions.nodes_without_declared_session();
    bare.retain(|node| !sessions.may_be_reflector(*node));
    let resource = bare.first().and_then(|node| sessions.speakers[*node].node.resource());
    let Some(resource) = resource.filter(|_| all > 1 && !sessions.has_mistaken_declaration()) else {
        return;
    };
    let names: Vec<&str> = bare.iter().map(|node| sessions.name(*node)).collect();
    let message = format!(
        "the mesh is off, and no BGPPeer gives {} a session: {} of {} nodes {} no BGP session, while calico-node stays Ready",
        list(&names),
        names.len(),
        all,
        if names.len() == 1 { "has" } else { "have" },
    );
    let finding = findings.add(resource.place(), message);
    finding.help("compare the labels of the nodes with the selectors of the BGPPeers");
    weigh(propagation, propagation.need, finding);
}

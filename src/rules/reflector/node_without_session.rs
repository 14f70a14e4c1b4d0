//! `node-without-session`: a node without any session.

use super::{has_prospect, weigh};
use crate::cluster::Known;
use crate::propagation::Propagation;
use crate::rule::{Check, Findings, Group, Needs, Rule, Severity, list};

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-without-session",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A node without any session",
    page: include_str!("../../../rules/node-without-session.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    // A mesh that is off without any BGPPeer is told as that, and so is a reflector that stands alone.
    if sessions.globals.mesh != Known::Value(false) || sessions.peerings.is_empty() {
        return;
    }
    if sessions.speakers.is_empty() {
        findings.unknown(Needs::Nodes);
        return;
    }
    if sessions.speakers.len() < 2 {
        return;
    }
    let bare: Vec<usize> = (0..sessions.speakers.len())
        .filter(|node| sessions.speakers[*node].cluster_id == Known::Absent && !has_prospect(sessions, *node))
        .collect();
    let Some(resource) = bare.first().and_then(|node| sessions.speakers[*node].node.resource()) else {
        return;
    };
    let names: Vec<&str> = bare.iter().map(|node| sessions.speakers[*node].name).collect();
    let message = format!(
        "the mesh is off, and no BGPPeer is for {} or points there: no session at all on {} of {} nodes, while calico-node stays ready",
        list(&names),
        names.len(),
        sessions.speakers.len(),
    );
    let finding = findings.add(resource.place(), message);
    finding.help("let a BGPPeer select it: look at its labels beside the selectors");
    weigh(propagation, finding);
}

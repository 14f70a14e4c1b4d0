//! `isolated-reflector`: a route reflector that no BGPPeer connects, and that the mesh leaves out.

use super::{has_prospect, place_of_cluster_id, weigh};
use crate::cluster::Known;
use crate::propagation::Propagation;
use crate::rule::{Check, Findings, Group, Rule, Severity, list};

/// The rule.
pub static RULE: Rule = Rule {
    name: "isolated-reflector",
    group: Group::Reflector,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A route reflector that no BGPPeer connects",
    page: include_str!("../../../rules/isolated-reflector.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let sessions = propagation.sessions;
    let isolated: Vec<usize> = (0..sessions.speakers.len())
        .filter(|node| matches!(sessions.speakers[*node].cluster_id, Known::Value(_)))
        .filter(|node| !has_prospect(sessions, *node))
        .collect();
    let Some(place) = isolated.first().and_then(|node| place_of_cluster_id(sessions, *node)) else {
        return;
    };
    if sessions.speakers.len() < 2 {
        return;
    }
    let names: Vec<&str> = isolated.iter().map(|node| sessions.speakers[*node].name).collect();
    let message = format!(
        "{} {} a cluster ID, so the mesh leaves {} out, and no BGPPeer connects {}: no session at all, and {} pods are cut off",
        list(&names),
        if names.len() == 1 { "has" } else { "have" },
        if names.len() == 1 { "it" } else { "them" },
        if names.len() == 1 { "it" } else { "them" },
        if names.len() == 1 { "its" } else { "their" },
    );
    let finding = findings.add(place, message);
    finding.help("add BGPPeers from the other nodes to the reflectors, or take the cluster ID away");
    weigh(propagation, finding);
}

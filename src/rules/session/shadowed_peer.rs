//! `shadowed-peer`: a BGPPeer for some nodes that one for all nodes displaces.

use super::{field_names, peering_place};
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::{Peering, Scope, Sessions, Target, differing_terms};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shadowed-peer",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "A BGPPeer for some nodes that one for all nodes displaces",
    page: include_str!("../../../rules/shadowed-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for peering in
        sessions.peerings.iter().filter(|peering| !matches!(peering.scope, Scope::Everywhere | Scope::Unknown))
    {
        let Some(global) = sessions.peerings.iter().find(|global| displaces(global, peering)) else {
            continue;
        };
        let lost = match differing_terms(global.peer, peering.peer).as_slice() {
            [] => String::new(),
            fields => format!(", and its {} with it", field_names(fields)),
        };
        let message = format!(
            "BGPPeer `{}` never applies{lost}: `{}` gives every node the same neighbour, and a BGPPeer for all nodes takes precedence",
            peering.name(),
            global.name(),
        );
        findings
            .add(peering_place(peering), message)
            .related(peering_place(global), "for every node")
            .help("bind the BGPPeer for every node to the other nodes by a `nodeSelector`, or remove this one");
    }
}

/// Whether a BGPPeer for all nodes claims the neighbour of one for some nodes.
fn displaces(global: &Peering, scoped: &Peering) -> bool {
    match (&global.target, &scoped.target) {
        (
            Target::Address { address: theirs, port: their_port, is_skipped: false, .. },
            Target::Address { address: ours, port: our_port, is_skipped: false, .. },
        ) => global.is_global() && theirs == ours && their_port == our_port && !our_port.is_unknown(),
        (Target::Selected(theirs), Target::Selected(ours)) => global.is_global() && theirs == ours,
        _ => false,
    }
}

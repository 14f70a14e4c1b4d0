//! `link-local-peer`: a link-local neighbor, which BIRD rejects.

use std::net::IpAddr;

use crate::cluster::Inventory;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, refusal_on};
use crate::session::{Sessions, Target};
use crate::value::{Family, is_link_local};

/// The rule.
pub static RULE: Rule = Rule {
    name: "link-local-peer",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen],
    topics: &[],
    fix: FixKind::None,
    summary: "A link-local neighbor, which BIRD rejects",
    page: include_str!("../../../rules/link-local-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for declaration in &sessions.declarations {
        let Target::Address { address, is_skipped: false, .. } = declaration.target else {
            continue;
        };
        if let (Some(span), true) = (declaration.peer.peer_ip.span(), is_link_local(address)) {
            let is_rendered = sessions.freezes_at(declaration.resource, span).next().is_some();
            // Other rules report a BGPPeer that no node renders.
            if is_rendered || sessions.cluster.inventory != Inventory::Complete {
                let message = message(address, &refusal(sessions, declaration.resource, span));
                let help = "use the neighbor's global or unique local address";
                findings.add(declaration.resource.at(span), message).help(help);
            }
        }
    }
    // Other nodes peer with a node at the node's own address.
    for (node, address, refused) in sessions.link_local_nodes() {
        let fact = sessions.speakers[node].node.address(Family::V6);
        if let Some((resource, span)) = fact.and_then(|fact| Some((fact.resource, fact.field.span()?))) {
            let message = message(address, &refusal_on(&sessions.nodes_in_words(&refused)));
            findings.add(resource.at(span), message).help("give the node a global or unique local address");
        }
    }
}

fn message(address: IpAddr, refusal: &str) -> String {
    format!("Calico writes no interface for a session, so BIRD cannot use the link-local address {address}: {refusal}")
}

//! `link-local-peer`: a link-local neighbour, which BIRD refuses.

use crate::resource::value::is_link_local;
use crate::rule::{Check, Findings, Group, Rule, Severity, refusal};
use crate::session::{Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "link-local-peer",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A link-local neighbour, which BIRD refuses",
    page: include_str!("../../../rules/link-local-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for peering in &sessions.peerings {
        let Target::Address { address, .. } = peering.target else {
            continue;
        };
        if let (Some(span), true) = (peering.peer.peer_ip.span(), is_link_local(address)) {
            let message = format!(
                "{address} is link-local, and Calico's sessions are all multihop, which does not go together: {}",
                refusal(sessions, peering.resource, span)
            );
            findings
                .add(peering.resource.at(span), message)
                .help("peer with the neighbour's global or unique local address");
        }
    }
}

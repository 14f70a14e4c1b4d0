//! `missing-peer-as-number`: a neighbour without an AS number.

use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-peer-as-number",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen, Effect::Refused],
    fix: FixKind::None,
    summary: "A neighbour without an AS number",
    page: include_str!("../../../rules/missing-peer-as-number.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, peer) in sessions.cluster.peers() {
        if peer.as_number.is_set() {
            continue;
        }
        let workloads = peer.local_workload_selector.key_span().filter(|_| peer.local_workload_selector.is_set());
        let peer_ip = peer.peer_ip.span().filter(|_| peer.peer_ip.is_set() && !peer.peer_ip.is_invalid());
        let (place, message) = match (workloads, peer_ip) {
            (Some(place), _) => (
                place,
                "`localWorkloadSelector` needs an `asNumber`: without one Calico 3.32 and later refuse the BGPPeer, and before, the \
                 first pod that matches makes BIRD refuse the file on its node"
                    .to_owned(),
            ),
            // One that Calico skips for its gateway is told as that.
            (None, Some(place)) if peer.peer_selector.is_absent() && !peer.reachable_by.is_invalid() => {
                let refusal = refusal(sessions, resource, place);
                (place, format!("`peerIP` without an `asNumber` gives the neighbour AS 0: {refusal}"))
            }
            _ => continue,
        };
        findings.add(resource.at(place), message).help("add the neighbour's `asNumber`");
    }
}

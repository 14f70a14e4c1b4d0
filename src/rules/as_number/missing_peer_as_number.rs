//! `missing-peer-as-number`: a neighbor without an AS number.

use crate::admission::Topic;
use crate::resource::BgpPeer;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal, report_refused};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-peer-as-number",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen, Effect::Refused],
    topics: &[Topic::MissingAsNumber],
    fix: FixKind::None,
    summary: "A neighbor without an AS number",
    page: include_str!("../../../rules/missing-peer-as-number.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, peer) in sessions.cluster.all::<BgpPeer>() {
        // `wrong-type` reports a number without a value.
        if peer.as_number.is_set() {
            continue;
        }
        let workloads = peer.local_workload_selector.key_span().filter(|_| peer.local_workload_selector.is_set());
        let name = resource.name();
        let (place, effect, message) = match (workloads, peer.neighbor_by_address()) {
            (Some(place), _) => {
                let otherwise = "BIRD rejects the whole configuration of a node when the first pod of the node matches";
                let admitted = Admitted::at(sessions.cluster, resource, place);
                let (effect, consequence) = admitted.or_else(Effect::Frozen, otherwise);
                let message =
                    format!("BGPPeer `{name}` has a `localWorkloadSelector` and no `asNumber`: {consequence}");
                (place, effect, message)
            }
            (None, Some(place)) => {
                let refusal = refusal(sessions, resource, place);
                let message =
                    format!("BGPPeer `{name}` has a `peerIP` and no `asNumber`, so the neighbor gets AS 0: {refusal}");
                (place, Effect::Frozen, message)
            }
            _ => continue,
        };
        let is_node = peer.peer_ip.value().is_some_and(|target| sessions.cluster.is_node_address(target.address));
        let help = match is_node {
            true => "add the neighbor's `asNumber`, or select the node by `peerSelector`, which needs no number",
            false => "add the neighbor's `asNumber`",
        };
        findings.add(resource.at(place), message).with_effect(effect).help(help);
    }
    report_refused(sessions.cluster, findings);
}

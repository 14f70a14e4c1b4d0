//! `conflicting-fields`: fields of which Calico can use only one.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::{BgpPeer, Field, FieldSpan};
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "conflicting-fields",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    topics: &[Topic::Conflict],
    fix: FixKind::None,
    summary: "Fields of which Calico can use only one",
    page: include_str!("../../../rules/conflicting-fields.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, peer) in cluster.all::<BgpPeer>() {
        for conflict in conflicts(peer) {
            let admitted = Admitted::at(cluster, resource, conflict.other.1);
            let (effect, consequence) = admitted.or_else(Effect::Dropped, &format!("Calico uses {}", conflict.winner));
            let message = format!("`{}` and `{}` exclude each other: {consequence}", conflict.one.0, conflict.other.0);
            findings
                .add(resource.at(conflict.other.1), message)
                .with_effect(effect)
                .related(resource.at(conflict.one.1), "the other field")
                .help(match conflict.is_about_nodes {
                    true => "keep the field that you mean and delete the other, or write two BGPPeers if you mean both",
                    false => "keep the field that you mean and delete the other",
                });
        }
        let is_alone = peer.reachable_by.is_surely_set() && peer.peer_ip.is_absent();
        if let Some(span) = peer.reachable_by.key_span().filter(|_| is_alone) {
            let admitted = Admitted::at(cluster, resource, span);
            // Beside `peerSelector` the field has an effect, which `reachable-by-breaks-bird` looks at.
            if peer.peer_selector.is_set() && !admitted.is_refused() {
                continue;
            }
            let (effect, consequence) = admitted.or_else(Effect::Dropped, "Calico ignores the field");
            let message = format!("`reachableBy` needs `peerIP`: {consequence}");
            let help = "delete `reachableBy`, or add the `peerIP` of the neighbor";
            findings.add(resource.at(span), message).with_effect(effect).help(help);
        }
    }
    report_refused(cluster, findings);
}

/// Two fields, each with its place, and what Calico uses.
struct Conflict {
    one: (&'static str, FieldSpan),
    other: (&'static str, FieldSpan),
    winner: &'static str,
    /// Whether both fields say which nodes or neighbors are meant, so that each may have a BGPPeer of its own.
    is_about_nodes: bool,
}

fn conflicts(peer: &BgpPeer) -> Vec<Conflict> {
    fn place<T>(name: &'static str, field: &Field<T>) -> Option<(&'static str, FieldSpan)> {
        Some((name, field.key_span().filter(|_| field.is_surely_set() && !field.counts_as_absent())?))
    }
    let node = place("node", &peer.node);
    let node_selector = place("nodeSelector", &peer.node_selector);
    let peer_ip = place("peerIP", &peer.peer_ip);
    let peer_selector = place("peerSelector", &peer.peer_selector);
    let as_number = place("asNumber", &peer.as_number);
    let workloads = place("localWorkloadSelector", &peer.local_workload_selector);
    let keep = place("keepOriginalNextHop", &peer.keep_original_next_hop);
    let keep = keep.filter(|_| peer.keep_original_next_hop.value() == Some(&true));
    let next_hop = place("nextHopMode", &peer.next_hop_mode);
    let pairs = [
        (node, node_selector, "`nodeSelector`", true),
        (peer_ip.filter(|_| workloads.is_none()), peer_selector, "`peerSelector`", true),
        (
            as_number.filter(|_| workloads.is_none() && peer_ip.is_none()),
            peer_selector,
            "the AS number of each selected node",
            false,
        ),
        (workloads, peer_ip, "`localWorkloadSelector`", true),
        (workloads, peer_selector, "`localWorkloadSelector`", true),
        (keep, next_hop, "`nextHopMode`", false),
    ];
    let conflict = |(one, other, winner, is_about_nodes): (Option<_>, Option<_>, _, _)| {
        Some(Conflict { one: one?, other: other?, winner, is_about_nodes })
    };
    pairs.into_iter().filter_map(conflict).collect()
}

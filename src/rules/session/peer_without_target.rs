//! `peer-without-target`: a BGPPeer that does not say with whom to peer.

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, FieldName, MetalLbPeer, ProblemKind, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The fields that name the neighbors.
const TARGETS: [FieldName; 3] =
    [BgpPeer::NAMES.peer_ip, BgpPeer::NAMES.peer_selector, BgpPeer::NAMES.local_workload_selector];
/// MetalLB's name of the first of these fields.
const METALLB_TARGET: FieldName = MetalLbPeer::NAMES.address;

/// The rule.
pub static RULE: Rule = Rule {
    name: "peer-without-target",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A BGPPeer without a neighbor",
    page: include_str!("../../../rules/peer-without-target.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, peer) in cluster.all::<BgpPeer>() {
        let has_target = peer.peer_ip.is_set() || peer.peer_selector.is_set() || peer.local_workload_selector.is_set();
        if has_target || is_reported(resource) {
            continue;
        }
        let message = format!(
            "BGPPeer `{}` has none of `peerIP`, `peerSelector` and `localWorkloadSelector`: Calico skips the BGPPeer with one line in its log",
            resource.name()
        );
        findings.add(resource.place(), message).help("add the neighbor's `peerIP` and `asNumber`, or a `peerSelector`");
    }
}

/// Whether the author meant to write a target, and another rule reports the problem.
fn is_reported(resource: &Resource) -> bool {
    resource.problems.iter().any(|problem| match &problem.kind {
        ProblemKind::UnknownField { suggestion, .. } => {
            let written = problem.subject.to_string();
            let is_written = |name: FieldName| written.rsplit('.').next() == Some(name.key());
            suggestion.is_some_and(|name| TARGETS.contains(&name))
                || TARGETS.into_iter().chain([METALLB_TARGET]).any(is_written)
        }
        ProblemKind::WrongType { .. } | ProblemKind::PlaceholderLeft { .. } => {
            TARGETS.into_iter().chain([FieldName::SPEC]).any(|name| problem.subject.is(name))
        }
        _ => false,
    })
}

//! `ip-pool-overlaps-addresses`: a pool that contains addresses of nodes or neighbors.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::cluster::Cluster;
use crate::resource::{Body, Resource, SourceAddress};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ip-pool-overlaps-addresses",
    group: Group::Pool,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    topics: &[],
    fix: FixKind::None,
    summary: "A pool that contains addresses of nodes or neighbors",
    page: include_str!("../../../rules/ip-pool-overlaps-addresses.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    // A BGPPeer without a source address may be for a pod.
    let is_for_pod = |resource: &Resource| matches!(&resource.body, Body::BgpPeer(peer) if peer.source_address.value() == Some(&SourceAddress::None));
    let mut addressed = cluster.addressed();
    addressed.retain(|other| !is_for_pod(other.resource));
    for (resource, pool) in cluster.enabled_pools() {
        let Some((cidr, span)) = pool.cidr.value().zip(pool.cidr.span()) else {
            continue;
        };
        let inside = addressed.iter().filter(|other| cidr.contains(other.address) && !other.address.is_loopback());
        let inside: Vec<_> = inside.collect();
        let Some(first) = inside.first() else {
            continue;
        };
        let addresses: BTreeSet<IpAddr> = inside.iter().map(|other| other.address).collect();
        let more = match addresses.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let message = format!(
            "IPPool `{}` ({cidr}) contains {}, the address of {}{more}: a pod or a service may get the address, and nodes then send \
             packets there",
            resource.name(),
            first.address,
            first.what
        );
        findings
            .add(resource.at(span), message)
            .related(first.resource.at(first.span), "the address")
            .help("use a range for the pool that contains no node or router");
    }
}

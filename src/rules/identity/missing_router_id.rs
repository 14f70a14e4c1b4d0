//! `missing-router-id`: a node with IPv6 only and nothing to take a router ID from.

use crate::cluster::Cluster;
use crate::resource::value::Family;
use crate::rule::{Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-router-id",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A node with IPv6 only and nothing to take a router ID from",
    page: include_str!("../../../rules/missing-router-id.md"),
    check,
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    // Without the DaemonSet in sight the operator may set CALICO_ROUTER_ID.
    let Some((daemon_set_resource, daemon_set)) = cluster.calico_node() else {
        return;
    };
    let is_absent = match cluster.router_id_variable() {
        None => !daemon_set.takes_more_variables,
        Some((_, value)) => value.value().is_some_and(String::is_empty),
    };
    if !is_absent {
        return;
    }
    for node in cluster.nodes() {
        let has_no_ipv4 = node.address(Family::V4).is_none_or(|fact| fact.field.is_absent());
        let ipv6 = node.address(Family::V6).filter(|fact| fact.field.value().is_some());
        let (Some(ipv6), true, Some(name)) = (ipv6, has_no_ipv4, node.name) else {
            continue;
        };
        let message = format!(
            "node `{name}` has no IPv4 address to take its router ID from, and calico-node no CALICO_ROUTER_ID: BIRD refuses the \
             file there, so the node has no BGP, or keeps its old configuration"
        );
        findings
            .add(ipv6.resource.at(ipv6.field.span().unwrap_or(ipv6.resource.head)), message)
            .related(daemon_set_resource.place(), "without CALICO_ROUTER_ID")
            .help("set CALICO_ROUTER_ID to `hash` in the container calico-node");
    }
}

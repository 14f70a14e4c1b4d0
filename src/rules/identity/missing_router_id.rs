//! `missing-router-id`: a node with IPv6 only and without a router ID.

use crate::cluster::RouterIdSource;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list, refusal_on};
use crate::session::{Cause, Sessions};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-router-id",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen],
    topics: &[],
    fix: FixKind::None,
    summary: "A node with IPv6 only and without a router ID",
    page: include_str!("../../../rules/missing-router-id.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let cluster = sessions.cluster;
    // If the DaemonSet is not in the input, the operator may set CALICO_ROUTER_ID.
    let Some((daemon_set, _)) = cluster.calico_node() else {
        return;
    };
    if cluster.router_id_source() != RouterIdSource::NodeAddress {
        return;
    }
    let refused = sessions.freezes().refused_by(Cause::NoRouterId);
    let addressed = sessions.nodes_with_ipv6_only(&refused);
    let Some((_, ipv6)) = addressed.first() else {
        return;
    };
    let names: Vec<&str> = addressed.iter().map(|(name, _)| *name).collect();
    let message = format!(
        "{} {} no IPv4 address to use as router ID, and calico-node has no CALICO_ROUTER_ID: {}",
        list(&names),
        if names.len() == 1 { "has" } else { "have" },
        refusal_on(&sessions.nodes_in_words(&refused))
    );
    findings
        .add(ipv6.resource.at(ipv6.field.span().unwrap_or(ipv6.resource.head)), message)
        .related(daemon_set.place(), "without CALICO_ROUTER_ID")
        .help("set CALICO_ROUTER_ID to `hash` in the container `calico-node`");
}

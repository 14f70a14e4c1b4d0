//! `missing-router-id`: a node with IPv6 only and nothing to take a router ID from.

use crate::resource::value::Family;
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
    fix: FixKind::None,
    summary: "A node with IPv6 only and nothing to take a router ID from",
    page: include_str!("../../../rules/missing-router-id.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let cluster = sessions.cluster;
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
    let mut addressed = cluster.nodes().iter().filter_map(|node| {
        let has_no_ipv4 = node.address(Family::V4).is_none_or(|fact| fact.field.is_absent());
        let ipv6 = node.address(Family::V6).filter(|fact| has_no_ipv4 && fact.field.value().is_some())?;
        Some((node.name?, ipv6))
    });
    let Some((name, ipv6)) = addressed.next() else {
        return;
    };
    let without_id = sessions.freezes().all().iter().filter(|freeze| freeze.cause == Cause::NoRouterId);
    let refused = without_id.flat_map(|freeze| freeze.classes.iter().copied()).collect();
    let names: Vec<&str> = std::iter::once(name).chain(addressed.map(|(name, _)| name)).collect();
    let message = format!(
        "{} cannot take a router ID from an IPv4 address, and calico-node has no CALICO_ROUTER_ID: {}",
        list(&names),
        refusal_on(&sessions.nodes_in_words(&refused))
    );
    findings
        .add(ipv6.resource.at(ipv6.field.span().unwrap_or(ipv6.resource.head)), message)
        .related(daemon_set_resource.place(), "without CALICO_ROUTER_ID")
        .help("set CALICO_ROUTER_ID to `hash` in the container calico-node");
}

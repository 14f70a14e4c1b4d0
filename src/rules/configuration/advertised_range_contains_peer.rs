//! `advertised-range-contains-peer`: an advertised range that contains the address of a neighbor or a node.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::value::Family;

/// The rule.
pub static RULE: Rule = Rule {
    name: "advertised-range-contains-peer",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    topics: &[],
    fix: FixKind::None,
    summary: "An advertised range that contains the address of a neighbor or a node",
    page: include_str!("../../../rules/advertised-range-contains-peer.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let addressed = cluster.addressed();
    for (resource, configuration) in cluster.default_configurations() {
        for range in configuration.advertised_ranges() {
            let Some((network, span)) = range.cidr.value().zip(range.cidr.span()) else {
                continue;
            };
            let mut inside = addressed.iter().filter(|other| network.contains(other.address));
            let Some(first) = inside.next().filter(|_| network.prefix() != Family::of(network.ip()).bits()) else {
                continue;
            };
            let more = match inside.count() {
                0 => String::new(),
                count => format!(" (and {count} more)"),
            };
            let message = format!(
                "the advertised range {network} contains {}, the address of {}{more}: routers send traffic for the address \
                 into the cluster, and BGP sessions with the address may go down",
                first.address, first.what
            );
            findings
                .add(resource.at(span), message)
                .related(first.resource.at(first.span), "the address")
                .help("advertise a smaller range that contains no address of a node or a neighbor");
        }
    }
}

//! `advertised-range-contains-peer`: an advertised range that contains a BGP neighbour or a node.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use crate::cluster::Cluster;
use crate::resource::value::Family;
use crate::rule::{Check, Findings, Group, Place, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "advertised-range-contains-peer",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "An advertised range that contains a BGP neighbour or a node",
    page: include_str!("../../../rules/advertised-range-contains-peer.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let addresses = addresses(cluster);
    for (resource, configuration) in cluster.configurations().filter(|(resource, _)| resource.name() == "default") {
        for range in configuration.advertised_ranges() {
            let Some((network, span)) = range.cidr.value().zip(range.cidr.span()) else {
                continue;
            };
            let mut inside = addresses.iter().filter(|(address, ..)| network.contains(*address));
            let Some((address, what, place)) = inside.next().filter(|_| !is_single_address(network)) else {
                continue;
            };
            let more = match inside.count() {
                0 => String::new(),
                count => format!(" (and {count} more)"),
            };
            let message = format!(
                "the advertised range {network} contains {address}, the address of {what}{more}: traffic to it is drawn into the cluster, \
                 and the session may fall over its own route"
            );
            findings
                .add(resource.at(span), message)
                .related(place.clone(), "this address")
                .help("advertise a range that holds service addresses only");
        }
    }
}

/// The addresses of BGP neighbours and nodes, each with what it is and where it stands.
fn addresses(cluster: &Cluster) -> Vec<(IpAddr, String, Place)> {
    let peers = cluster.peers().filter_map(|(resource, peer)| {
        let (ip, span) = peer.peer_ip.value().zip(peer.peer_ip.span())?;
        Some((ip.address, format!("BGPPeer `{}`", resource.name()), resource.at(span)))
    });
    let nodes = cluster.nodes().iter().flat_map(|node| {
        [Family::V4, Family::V6].into_iter().filter_map(|family| {
            let fact = node.address(family)?;
            let (own, span) = fact.field.value().zip(fact.field.span())?;
            Some((own.address, format!("node `{}`", node.name?), fact.resource.at(span)))
        })
    });
    let mut addresses: Vec<(IpAddr, String, Place)> = peers.chain(nodes).collect();
    addresses.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    addresses
}

fn is_single_address(network: &IpNetwork) -> bool {
    network.prefix() == if network.is_ipv4() { 32 } else { 128 }
}

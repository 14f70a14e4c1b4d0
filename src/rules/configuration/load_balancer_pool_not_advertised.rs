//! `load-balancer-pool-not-advertised`: a pool of load balancer addresses that Calico does not advertise.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, IpPool, MetalLbAdvertisement, MetalLbPool, Place};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "load-balancer-pool-not-advertised",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    fix: FixKind::None,
    summary: "A pool of load balancer addresses that Calico does not advertise",
    page: include_str!("../../../rules/load-balancer-pool-not-advertised.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let Some((default, configuration)) = cluster.default_configuration() else {
        return;
    };
    let advertised = &configuration.service_load_balancer_ips;
    let networks: Vec<IpNetwork> =
        advertised.items().iter().filter_map(|item| item.value()?.cidr.value().copied()).collect();
    let is_certain = advertised.is_certain() && networks.len() == advertised.items().len();
    if !is_certain || cluster.all::<BgpPeer>().next().is_none() {
        return;
    }
    for (name, first, last, place) in pools(cluster) {
        if covers(&networks, first, last) {
            continue;
        }
        let message = format!(
            "{name} assigns addresses ({first} to {last}) outside `serviceLoadBalancerIPs`, so no BGP neighbor learns their routes"
        );
        let finding = findings.add(place, message);
        finding
            .conditional("if nothing else advertises them")
            .help("add the range to `serviceLoadBalancerIPs` of the BGPConfiguration `default`");
        finding.related(default.at(advertised.key_span().unwrap_or(default.head)), "the advertised ranges");
    }
}

/// The ranges that load balancers get addresses from: the pool, the first and the last address, and the place.
fn pools(cluster: &Cluster) -> Vec<(String, IpAddr, IpAddr, Place)> {
    let mut pools = Vec::new();
    let announces_itself = cluster.all::<MetalLbAdvertisement>().next().is_some();
    for (resource, pool) in cluster.all::<MetalLbPool>().filter(|_| !announces_itself) {
        for (range, span) in pool.ranges() {
            let name = format!("MetalLB's IPAddressPool `{}`", resource.name());
            pools.push((name, range.first, range.last, resource.at(span)));
        }
    }
    for (resource, pool) in cluster.all::<IpPool>().filter(|(_, pool)| pool.is_enabled()) {
        if let Some((cidr, span)) = pool.cidr.value().zip(pool.cidr.span()).filter(|_| pool.serves_load_balancers()) {
            pools.push((format!("IPPool `{}`", resource.name()), cidr.network(), cidr.broadcast(), resource.at(span)));
        }
    }
    pools
}

/// Whether the networks together contain every address from `first` to `last`.
fn covers(networks: &[IpNetwork], first: IpAddr, last: IpAddr) -> bool {
    let mut next = first;
    loop {
        let Some(network) = networks.iter().find(|network| network.contains(next)) else {
            return false;
        };
        let end = network.broadcast();
        if end >= last {
            return true;
        }
        let Some(following) = following(end) else {
            return true;
        };
        next = following;
    }
}

fn following(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|number| IpAddr::V4(number.into())),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|number| IpAddr::V6(number.into())),
    }
}

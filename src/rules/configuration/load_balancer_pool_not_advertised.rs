//! `load-balancer-pool-not-advertised`: a pool of load balancer addresses that Calico does not advertise.

use ipnetwork::IpNetwork;

use crate::cluster::Cluster;
use crate::resource::{AddressRange, BgpPeer, MetalLbAdvertisement, MetalLbPool, Place};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "load-balancer-pool-not-advertised",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
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
    for (name, range, place) in pools(cluster) {
        if range.is_covered_by(&networks) {
            continue;
        }
        let (first, last) = (range.first, range.last);
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

/// The ranges that load balancers get addresses from, each with the name of its pool and the place.
fn pools(cluster: &Cluster) -> Vec<(String, AddressRange, Place)> {
    let mut pools = Vec::new();
    let announces_itself = cluster.all::<MetalLbAdvertisement>().next().is_some();
    for (resource, pool) in cluster.all::<MetalLbPool>().filter(|_| !announces_itself) {
        for (range, span) in pool.ranges() {
            let name = format!("MetalLB's IPAddressPool `{}`", resource.name());
            pools.push((name, range, resource.at(span)));
        }
    }
    for (resource, pool) in cluster.enabled_pools() {
        if let Some((cidr, span)) = pool.cidr.value().zip(pool.cidr.span()).filter(|_| pool.serves_load_balancers()) {
            pools.push((format!("IPPool `{}`", resource.name()), AddressRange::of(*cidr), resource.at(span)));
        }
    }
    pools
}

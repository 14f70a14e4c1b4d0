//! `load-balancer-range-in-workload-pool`: load balancer addresses in a pool for pods.

use crate::cluster::Cluster;
use crate::resource::{AddressRange, FieldSpan, MetalLbPool, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "load-balancer-range-in-workload-pool",
    group: Group::Pool,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "Load balancer addresses in a pool for pods",
    page: include_str!("../../../rules/load-balancer-range-in-workload-pool.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let pools = || cluster.enabled_pools().filter(|(_, pool)| pool.serves_workloads());
    for (what, range, resource, span) in ranges(cluster) {
        let found = pools().filter_map(|(pool_resource, pool)| {
            let cidr = pool.cidr.value().filter(|cidr| range.overlaps(**cidr))?;
            Some((pool_resource, pool, cidr))
        });
        let found = found.min_by_key(|(pool_resource, ..)| pool_resource.name());
        let Some((pool_resource, pool, cidr)) = found else {
            continue;
        };
        let message = format!(
            "{what} ({}) overlaps IPPool `{}` ({cidr}), which is for pods: a service and a pod may get the same address",
            range.written,
            pool_resource.name()
        );
        findings
            .add(resource.at(span), message)
            .related(pool_resource.at(pool.cidr.span().unwrap_or(pool_resource.head)), "the pool")
            .help("use a range for load balancers that overlaps no pool for pods");
    }
}

/// The ranges of load balancer addresses, each with its name in words and its place.
fn ranges<'a>(cluster: &Cluster<'a>) -> Vec<(String, AddressRange, &'a Resource, FieldSpan)> {
    let mut ranges = Vec::new();
    if let Some((resource, configuration)) = cluster.default_configuration() {
        for item in configuration.service_load_balancer_ips.items().iter().filter_map(|item| item.value()) {
            if let Some((cidr, span)) = item.cidr.value().zip(item.cidr.span()) {
                ranges.push(("`serviceLoadBalancerIPs`".to_owned(), AddressRange::of(*cidr), resource, span));
            }
        }
    }
    for (resource, pool) in cluster.all::<MetalLbPool>() {
        for (range, span) in pool.ranges() {
            ranges.push((format!("MetalLB's IPAddressPool `{}`", resource.name()), range, resource, span));
        }
    }
    ranges
}

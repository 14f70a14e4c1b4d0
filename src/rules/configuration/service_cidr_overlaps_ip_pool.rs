//! `service-cidr-overlaps-ip-pool`: a service range that overlaps an IPPool.

use crate::cluster::{Cluster, overlap};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "service-cidr-overlaps-ip-pool",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "A service range that overlaps an IPPool",
    page: include_str!("../../../rules/service-cidr-overlaps-ip-pool.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let pools = || cluster.enabled_pools().filter(|(_, pool)| !pool.may_serve_load_balancers());
    for (resource, configuration) in cluster.default_configurations() {
        let ranges = [&configuration.service_cluster_ips, &configuration.service_external_ips];
        for range in ranges.into_iter().flat_map(|field| field.items()).filter_map(|item| item.value()) {
            for (pool_resource, pool) in pools() {
                let (Some(range_cidr), Some(pool_cidr)) = (range.cidr.value(), pool.cidr.value()) else {
                    continue;
                };
                if !overlap(*range_cidr, *pool_cidr) {
                    continue;
                }
                let message = format!(
                    "the service range {range_cidr} overlaps IPPool `{}` ({pool_cidr}): nodes do not install routes to pods there",
                    pool_resource.name()
                );
                let finding = findings.add(resource.at(range.cidr.span().unwrap_or(resource.head)), message);
                finding.help("give services and pods separate ranges");
                finding.related(pool_resource.at(pool.cidr.span().unwrap_or(pool_resource.head)), "the IPPool");
            }
        }
    }
}

//! `overlapping-ip-pools`: two pools that overlap.

use crate::cluster::{Cluster, overlap};
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-ip-pools",
    group: Group::Pool,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "Two pools that overlap",
    page: include_str!("../../../rules/overlapping-ip-pools.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let enabled = cluster.pools().filter(|(_, pool)| pool.is_enabled());
    let pools: Vec<_> = enabled.filter_map(|(resource, pool)| Some((resource, pool, *pool.cidr.value()?))).collect();
    for (number, (resource, pool, cidr)) in pools.iter().enumerate() {
        let earlier = pools[..number].iter().filter(|(other, ..)| other.name() != resource.name());
        for (other, other_pool, other_cidr) in earlier.filter(|(.., other)| overlap(*cidr, *other)) {
            let message = format!(
                "IPPool `{}` ({cidr}) overlaps IPPool `{}` ({other_cidr}): Calico takes at most one of them, and two pods may have one \
                 address",
                resource.name(),
                other.name()
            );
            findings
                .add(resource.at(pool.cidr.span().unwrap_or(resource.head)), message)
                .related(other.at(other_pool.cidr.span().unwrap_or(other.head)), "the other pool")
                .help("give each pool a range of its own, or set `disabled: true` on the one that is no longer used");
        }
    }
}

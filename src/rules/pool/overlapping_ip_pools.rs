//! `overlapping-ip-pools`: two pools that overlap.

use std::collections::BTreeSet;

use crate::cluster::{Cluster, overlap};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-ip-pools",
    group: Group::Pool,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "Two pools that overlap",
    page: include_str!("../../../rules/overlapping-ip-pools.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let mut pools: Vec<_> =
        cluster.enabled_pools().filter_map(|(resource, pool)| Some((resource, pool, *pool.cidr.value()?))).collect();
    pools.sort_by_key(|(resource, ..)| resource.name());
    // `duplicate-resource` reports a pool that appears twice.
    let mut seen = BTreeSet::new();
    pools.retain(|(resource, ..)| seen.insert(resource.name()) || resource.name().is_empty());
    for (number, (resource, pool, cidr)) in pools.iter().enumerate() {
        let overlapping: Vec<_> = pools[..number].iter().filter(|(.., other)| overlap(*cidr, *other)).collect();
        let Some(((other, _, other_cidr), more)) = overlapping.split_first() else {
            continue;
        };
        let message = format!(
            "IPPool `{}` ({cidr}) overlaps IPPool `{}` ({other_cidr}){}: newer releases assign addresses from only one of \
             the pools, older releases may assign the same address from both",
            resource.name(),
            other.name(),
            match more.len() {
                0 => String::new(),
                count => format!(" and {count} more"),
            }
        );
        let finding = findings.add(resource.at(pool.cidr.span().unwrap_or(resource.head)), message);
        finding.help("give each pool its own range, or set `disabled: true` on the pool that is no longer used");
        for (other, other_pool, _) in &overlapping {
            finding.related(other.at(other_pool.cidr.span().unwrap_or(other.head)), "the other pool");
        }
    }
}

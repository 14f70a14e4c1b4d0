//! `overlapping-ip-pools`: two pools that overlap.

use std::collections::BTreeSet;

use ipnetwork::IpNetwork;

use crate::admission::Gate;
use crate::cluster::{Cluster, overlap};
use crate::resource::{IpPool, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::value::Release;

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-ip-pools",
    group: Group::Pool,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk, Effect::Refused],
    topics: &[],
    fix: FixKind::None,
    summary: "Two pools that overlap",
    page: include_str!("../../../rules/overlapping-ip-pools.md"),
    check: Check::Cluster(check),
};

/// A pool with a known range, and with or without `disabled: true`.
type Pool<'c> = (&'c Resource, &'c IpPool, IpNetwork);

/// The first release whose CRDs may have the group `projectcalico.org/v3`, so that a pool need not pass Calico's own code.
const V3_CRDS: Release = Release::v3(32);

fn check(cluster: &Cluster, findings: &mut Findings) {
    let certain = cluster.all::<IpPool>().filter(|(_, pool)| pool.disabled.is_certain());
    let mut pools: Vec<Pool> =
        certain.filter_map(|(resource, pool)| Some((resource, pool, *pool.cidr.value()?))).collect();
    pools.sort_by_key(|(resource, pool, _)| (!pool.is_enabled(), resource.name()));
    // `duplicate-resource` reports a pool that appears twice.
    let mut seen = BTreeSet::new();
    pools.retain(|(resource, ..)| seen.insert(resource.name()) || resource.name().is_empty());
    let (enabled, disabled) = pools.split_at(pools.partition_point(|(_, pool, _)| pool.is_enabled()));
    for (number, pool) in enabled.iter().enumerate() {
        if !check_enabled(pool, &enabled[..number], findings) {
            check_disabled(cluster, pool, disabled, findings);
        }
    }
}

/// Reports an enabled pool that overlaps other enabled pools.
fn check_enabled((resource, pool, cidr): &Pool, others: &[Pool], findings: &mut Findings) -> bool {
    let overlapping: Vec<_> = others.iter().filter(|(.., other)| overlap(*cidr, *other)).collect();
    let Some(((other, _, other_cidr), more)) = overlapping.split_first() else {
        return false;
    };
    let message = format!(
        "IPPool `{}` ({cidr}) overlaps IPPool `{}` ({other_cidr}){}: newer releases assign addresses from only one of \
         the pools, older releases may assign the same address from both",
        resource.name(),
        other.name(),
        and_more(more),
    );
    let finding = findings.add(resource.at(pool.cidr.span().unwrap_or(resource.head)), message);
    finding.help("give each pool its own range, or set `disabled: true` on the pool that is no longer used");
    for (other, other_pool, _) in &overlapping {
        finding.related(other.at(other_pool.cidr.span().unwrap_or(other.head)), "the other pool");
    }
    true
}

/// Reports an enabled pool that overlaps disabled pools, where Calico's own code sees the pool: that code compares a new pool
/// with all pools (Calico: `clientv3/ippool.go`, `validateAndSetDefaults`).
fn check_disabled(cluster: &Cluster, (resource, pool, cidr): &Pool, disabled: &[Pool], findings: &mut Findings) {
    // A pool with a UID is in the cluster already.
    if resource.is_storage || resource.metadata.has_uid {
        return;
    }
    let overlapping: Vec<_> = disabled.iter().filter(|(.., other)| overlap(*cidr, *other)).collect();
    let Some(((other, _, other_cidr), more)) = overlapping.split_first() else {
        return;
    };
    let message = format!(
        "IPPool `{}` ({cidr}) overlaps the disabled IPPool `{}` ({other_cidr}){}: calicoctl and Calico's API server reject the \
         new pool as long as the disabled pool exists",
        resource.name(),
        other.name(),
        and_more(more),
    );
    let finding = findings.add(resource.at(pool.cidr.span().unwrap_or(resource.head)), message);
    finding
        .with_effect(Effect::Refused)
        .help("give the new pool a range of its own, or delete the disabled pool first");
    finding.refused_by = vec![Gate::Calico];
    if cluster.settings.release.is_none_or(|release| release >= V3_CRDS) {
        finding.severity(Severity::Warning);
    }
    for (other, other_pool, _) in &overlapping {
        finding.related(other.at(other_pool.cidr.span().unwrap_or(other.head)), "the disabled pool");
    }
}

fn and_more(more: &[&Pool]) -> String {
    match more.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    }
}

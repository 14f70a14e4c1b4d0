//! `node-address-without-subnet`: a node address without a prefix length, with a pool that encapsulates across subnets.

use crate::cluster::{Cluster, Fact};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::value::{Family, NodeAddress};

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-address-without-subnet",
    group: Group::Identity,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A node address without a prefix length, with a pool that encapsulates across subnets",
    page: include_str!("../../../rules/node-address-without-subnet.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for family in [Family::V4, Family::V6] {
        let is_of_family = |network: &ipnetwork::IpNetwork| network.is_ipv4() == (family == Family::V4);
        let pools = cluster.enabled_pools().filter_map(|(resource, pool)| {
            let is_meant = pool.cidr.value().is_some_and(is_of_family);
            Some((resource, pool.cross_subnet_mode().filter(|_| is_meant)?))
        });
        let Some((pool, mode)) = pools.min_by_key(|(resource, _)| resource.name()) else {
            continue;
        };
        let bare: Vec<_> = cluster.addresses_without_subnet(family).collect();
        let [(name, fact), others @ ..] = bare.as_slice() else {
            continue;
        };
        let more = match others.len() {
            0 => String::new(),
            1 => " (and 1 more node)".to_owned(),
            count => format!(" (and {count} more nodes)"),
        };
        // An address without a length is read as one with the length of a single address.
        let is_written = |(_, fact): &(_, Fact<NodeAddress>)| {
            fact.field.span().is_some_and(|span| cluster.written(fact.resource, span).contains('/'))
        };
        let single = family.bits();
        let length = match (bare.iter().any(is_written), bare.iter().all(is_written)) {
            (false, _) => "no prefix length".to_owned(),
            (true, true) => format!("the prefix length /{single}"),
            (true, false) => format!("no prefix length or /{single}"),
        };
        let message = format!(
            "the {family} address of `{name}`{more} has {length}, so its subnet contains no other node: IPPool `{}` encapsulates all \
             traffic, as with `Always`",
            pool.name()
        );
        findings
            .add(fact.resource.at(fact.field.span().unwrap_or(fact.resource.head)), message)
            .related(pool.at(mode.span().unwrap_or(pool.head)), "encapsulates across subnets only")
            .help("write the address with the prefix length of its subnet, such as 10.0.0.1/24");
    }
}

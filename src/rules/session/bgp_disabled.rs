//! `bgp-disabled`: BGP resources in a cluster that is installed without BGP.

use crate::cluster::Cluster;
use crate::resource::{BgpConfiguration, BgpPeer, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-disabled",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "BGP resources in a cluster whose installation has no BGP",
    page: include_str!("../../../rules/bgp-disabled.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let peers = cluster.all::<BgpPeer>().map(|(resource, _)| resource);
    let mut resources: Vec<&Resource> =
        peers.chain(cluster.all::<BgpConfiguration>().map(|(resource, _)| resource)).collect();
    resources.sort_by_key(|resource| (resource.kind_name(), resource.name()));
    let [first, more @ ..] = resources.as_slice() else {
        return;
    };
    let Some(off) = cluster.switched_off() else {
        return;
    };
    let subject = match more.len() {
        0 => format!("{} `{}` has", first.kind_name(), first.name()),
        1 => format!("{} `{}` and 1 more resource have", first.kind_name(), first.name()),
        count => format!("{} `{}` and {count} more resources have", first.kind_name(), first.name()),
    };
    findings
        .add(off.resource.at(off.span), format!("{}: calico-node runs no BIRD, so {subject} no effect", off.what))
        .related(first.place(), "has no effect")
        .help(format!("{}, or remove the BGP resources", off.how_on));
}

//! `unused-filter`: a BGPFilter that no BGPPeer names.

use crate::cluster::Cluster;
use crate::resource::{BgpFilter, BgpPeer};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-filter",
    group: Group::Filter,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup],
    topics: &[],
    fix: FixKind::None,
    summary: "A BGPFilter that no BGPPeer names",
    page: include_str!("../../../rules/unused-filter.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.all::<BgpPeer>().next().is_none() || !cluster.knows_filter_users() {
        return;
    }
    for (resource, _) in cluster.all::<BgpFilter>().filter(|(resource, _)| !resource.name().is_empty()) {
        if cluster.filter_users(resource.name()).is_empty() {
            let message = format!(
                "no BGPPeer names BGPFilter `{}`, so the filter applies to no session, although every node renders it",
                resource.name()
            );
            findings
                .add(resource.place(), message)
                .help("add the name to the `filters` of a BGPPeer, or remove the BGPFilter")
                .conditional("if no other BGPPeer names the filter");
        }
    }
}

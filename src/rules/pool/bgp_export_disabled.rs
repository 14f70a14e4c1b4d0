//! `bgp-export-disabled`: a pool that no node advertises, although its routes need BGP.

use crate::cluster::{Cluster, Inventory};
use crate::propagation::BgpNeed;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-export-disabled",
    group: Group::Pool,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "A pool that no node advertises, although its routes need BGP",
    page: include_str!("../../../rules/bgp-export-disabled.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let is_alone = cluster.inventory == Inventory::Complete && cluster.node_count() < 2;
    if cluster.switched_off().is_some() || is_alone {
        return;
    }
    let programs = cluster.default_configuration().map(|(_, fields)| &fields.program_cluster_routes);
    if programs.is_some_and(|field| !field.is_certain()) {
        return;
    }
    for (resource, pool) in cluster.enabled_pools().filter(|(_, pool)| pool.serves_workloads()) {
        let is_certain = pool.ipip_mode.is_certain() && pool.vxlan_mode.is_certain() && pool.cidr.value().is_some();
        let need = BgpNeed::of_pool(cluster, pool);
        if cluster.may_filters_export(pool) {
            continue;
        }
        if pool.disable_bgp_export.value() != Some(&true) || !is_certain || need == BgpNeed::None {
            continue;
        }
        let message = format!(
            "`disableBGPExport` stops the routes of IPPool `{}` towards every neighbor, other nodes included: pods of the pool on \
             different nodes cannot reach each other",
            resource.name()
        );
        let place = resource.at(pool.disable_bgp_export.span().unwrap_or(resource.head));
        let finding = findings.add(place, message);
        finding.help(
            "first reject the pool towards external routers with a BGPFilter, then remove `disableBGPExport`; or use VXLAN",
        );
        if need == BgpNeed::Unknown {
            finding
                .severity(Severity::Warning)
                .conditional("if BIRD programs the routes of IPIP pools, as it does up to 3.32");
        }
    }
}

//! `bgp-export-disabled`: a pool that no node advertises, although its routes need BGP.

use crate::cluster::{Cluster, Inventory};
use crate::filter::{Condition, Conditions, PrefixSet};
use crate::propagation::BgpNeed;
use crate::resource::value::Family;
use crate::resource::{Action, BgpFilter, BgpPeer, Direction, Field, FilterRule, IpPool};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-export-disabled",
    group: Group::Pool,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
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
    for (resource, pool) in cluster.all::<IpPool>().filter(|(_, pool)| pool.is_enabled() && pool.serves_workloads()) {
        let is_certain = pool.ipip_mode.is_certain() && pool.vxlan_mode.is_certain() && pool.cidr.value().is_some();
        let need = BgpNeed::of_pool(cluster, pool);
        if is_let_out(cluster, pool) {
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

/// Whether an export rule on sessions between nodes accepts routes of the pool, which acts before `disableBGPExport`; the
/// mesh has no filters.
fn is_let_out(cluster: &Cluster, pool: &IpPool) -> bool {
    let mesh = cluster.default_configuration().and_then(|(_, fields)| fields.node_to_node_mesh_enabled.value());
    let Some(cidr) = pool.cidr.value().filter(|_| mesh == Some(&false)) else {
        return false;
    };
    let (family, routes) = (Family::of(cidr.ip()), PrefixSet::below(*cidr));
    let accepts = |rule: &FilterRule| {
        let may_match = Conditions::of(rule, family).is_none_or(|own| {
            // A node's own routes do not come from a neighbor.
            !own.others.contains(&Condition::FromPeers) && !own.prefixes.common(&routes).is_empty()
        });
        rule.action.value() != Some(&Action::Reject) && may_match
    };
    let nodes = cluster.node_addresses();
    let may_be_node = |peer: &BgpPeer| {
        let is_known = !nodes.is_empty() && peer.peer_selector.is_absent();
        !is_known || peer.peer_ip.value().is_none_or(|target| nodes.contains(&target.address))
    };
    let peers = cluster.all::<BgpPeer>().filter(|(_, peer)| may_be_node(peer));
    let names: Vec<&String> = peers.flat_map(|(_, peer)| peer.filters.items()).filter_map(Field::value).collect();
    let used = cluster.all::<BgpFilter>().filter(|(resource, _)| names.iter().any(|name| *name == resource.name()));
    let mut rules = used.flat_map(|(_, filter)| filter.rules(Direction::Export, family).items());
    rules.any(|rule| rule.value().is_none_or(accepts))
}

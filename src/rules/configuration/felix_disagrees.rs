//! `felix-disagrees`: a BGPConfiguration and FelixConfiguration that disagree on who programs routes.

use crate::cluster::Cluster;
use crate::resource::{BgpConfiguration, FelixConfiguration, Field, ProgramClusterRoutes, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "felix-disagrees",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "BGPConfiguration and FelixConfiguration that disagree on who programs routes",
    page: include_str!("../../../rules/felix-disagrees.md"),
    check: Check::Cluster(check),
};

/// The priority of a route where neither side sets one (Calico: `bgpconfig.go`).
const DEFAULT_PRIORITY: i64 = 1024;

fn check(cluster: &Cluster, findings: &mut Findings) {
    let (Some((bgp_resource, bgp)), Some((felix_resource, felix))) =
        (cluster.default_configuration(), cluster.default_felix())
    else {
        return;
    };
    check_routes((bgp_resource, bgp), (felix_resource, felix), findings);
    let priorities = [
        ("ipv4NormalRoutePriority", &bgp.ipv4_normal_route_priority, &felix.ipv4_normal_route_priority),
        ("ipv6NormalRoutePriority", &bgp.ipv6_normal_route_priority, &felix.ipv6_normal_route_priority),
    ];
    for (name, bgp_priority, felix_priority) in priorities {
        let effective =
            |field: &Field<i64>| field.is_certain().then(|| field.value().copied().unwrap_or(DEFAULT_PRIORITY));
        let (Some(bgp_value), Some(felix_value)) = (effective(bgp_priority), effective(felix_priority)) else {
            continue;
        };
        if bgp_value == felix_value {
            continue;
        }
        let message = format!(
            "`{name}` is {bgp_value} for BIRD and {felix_value} for Felix: BIRD misjudges which routes belong to a live migration"
        );
        let place = bgp_resource.at(bgp_priority.span().unwrap_or(bgp_resource.head));
        findings
            .add(place, message)
            .related(felix_resource.at(felix_priority.span().unwrap_or(felix_resource.head)), "the value for Felix")
            .help("set the same value in both objects");
    }
}

/// Each kind of route must have one owner. If a side does not set the field, its default depends on the release, so nothing
/// is reported.
fn check_routes(bgp: (&Resource, &BgpConfiguration), felix: (&Resource, &FelixConfiguration), findings: &mut Findings) {
    let (bgp_field, felix_field) = (&bgp.1.program_cluster_routes, &felix.1.program_cluster_routes);
    let (Some(bgp_value), Some(felix_value)) = (bgp_field.value(), felix_field.value()) else {
        return;
    };
    let (bird, felix_side) = (programs(*bgp_value), programs(*felix_value));
    let disputed = match (bird.0 == felix_side.0, bird.1 == felix_side.1) {
        (false, false) => return,
        (true, false) => "IP-in-IP pools",
        (false, true) => "unencapsulated pools",
        (true, true) => "IP-in-IP and unencapsulated pools",
    };
    let does_bird = if bird.0 == felix_side.0 { bird.0 } else { bird.1 };
    let consequence = match does_bird {
        true => format!("both program the routes of {disputed}, and replace each other's routes"),
        false => format!("neither programs the routes of {disputed}, so pods on other nodes are unreachable"),
    };
    let message =
        format!("`programClusterRoutes` is `{bgp_value}` for BIRD and `{felix_value}` for Felix: {consequence}");
    findings
        .add(bgp.0.at(bgp_field.span().unwrap_or(bgp.0.head)), message)
        .related(felix.0.at(felix_field.span().unwrap_or(felix.0.head)), "the value for Felix")
        .help(
            "let either BIRD or Felix write each kind of route: for example `EnabledNoEncapOnly` in the BGPConfiguration and \
             `EnabledIPIPOnly` in the FelixConfiguration",
        );
}

/// Whether a side programs routes of IP-in-IP pools and of unencapsulated pools.
fn programs(value: ProgramClusterRoutes) -> (bool, bool) {
    (value.has_ipip(), value.has_unencapsulated())
}

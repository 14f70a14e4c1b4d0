//! `felix-disagrees`: a BGPConfiguration and FelixConfiguration that disagree on who programs routes.

use crate::cluster::{Cluster, RouteDispute};
use crate::resource::{BgpConfiguration, FelixConfiguration, Field, Resource};
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
    check_routes(cluster, (bgp_resource, bgp), (felix_resource, felix), findings);
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

/// Each kind of route must have one owner.
fn check_routes(
    cluster: &Cluster,
    (bgp_resource, bgp): (&Resource, &BgpConfiguration),
    (felix_resource, felix): (&Resource, &FelixConfiguration),
    findings: &mut Findings,
) {
    let (bgp_field, felix_field) = (&bgp.program_cluster_routes, &felix.program_cluster_routes);
    if !bgp_field.is_certain() || !felix_field.is_certain() {
        return;
    }
    let (bgp_value, felix_value) = (bgp_field.value().copied(), felix_field.value().copied());
    let Some(dispute) = RouteDispute::of(bgp_value, felix_value, cluster.settings.release) else {
        return;
    };
    let consequence = consequence(dispute);
    let message = match (bgp_value, felix_value) {
        (Some(bird), Some(felix)) => {
            format!("`programClusterRoutes` is `{bird}` for BIRD and `{felix}` for Felix: {consequence}")
        }
        (Some(bird), None) => {
            format!("`programClusterRoutes` is `{bird}` for BIRD and at its default for Felix: {consequence}")
        }
        (None, Some(felix)) => {
            format!("`programClusterRoutes` is at its default for BIRD and `{felix}` for Felix: {consequence}")
        }
        (None, None) => return,
    };
    let (bgp_place, felix_place) = (
        bgp_resource.at(bgp_field.span().unwrap_or(bgp_resource.head)),
        felix_resource.at(felix_field.span().unwrap_or(felix_resource.head)),
    );
    let finding = match (bgp_value, felix_value) {
        (None, _) => findings.add(felix_place, message).related(bgp_place, "does not set the field"),
        (_, None) => findings.add(bgp_place, message).related(felix_place, "does not set the field"),
        _ => findings.add(bgp_place, message).related(felix_place, "the value for Felix"),
    };
    finding.help(
        "let either BIRD or Felix write each kind of route: for example `EnabledNoEncapOnly` in the BGPConfiguration and \
         `EnabledIPIPOnly` in the FelixConfiguration",
    );
    if bgp_value.is_none() || felix_value.is_none() {
        finding.severity(Severity::Warning).conditional("if nothing else sets the field");
    }
}

/// What happens to the disputed routes.
fn consequence(dispute: RouteDispute) -> String {
    let named = [(dispute.ipip, "IP-in-IP"), (dispute.unencapsulated, "unencapsulated")];
    let of = |by_both: bool| -> Vec<&str> {
        named.into_iter().filter(|(own, _)| *own == Some(by_both)).map(|(_, name)| name).collect()
    };
    let (both, neither) = (of(true).join(" and "), of(false).join(" and "));
    let fight = format!("both program the routes of {both} pools, and replace each other's routes");
    let gap = format!("neither programs the routes of {neither} pools, so pods on other nodes are unreachable");
    match (both.is_empty(), neither.is_empty()) {
        (false, true) => fight,
        (true, _) => gap,
        (false, false) => format!("{fight}; {gap}"),
    }
}

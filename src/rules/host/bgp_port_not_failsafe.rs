//! `bgp-port-not-failsafe`: failsafe ports without the BGP port, so that host policies block BGP.

use crate::cluster::{BGP_PORT, Cluster, FailsafeList};
use crate::resource::{FelixConfiguration, GlobalNetworkPolicy, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-port-not-failsafe",
    group: Group::Host,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "Failsafe ports without the BGP port",
    page: include_str!("../../../rules/bgp-port-not-failsafe.md"),
    check: Check::Cluster(check),
};

/// The two lists, and what a port in them is for.
const LISTS: [(&str, &str); 2] =
    [("failsafeInboundHostPorts", "on which BIRD listens"), ("failsafeOutboundHostPorts", "to which BIRD connects")];

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.switched_off().is_some() {
        return;
    }
    let has_endpoints = cluster.has_host_endpoints();
    for (resource, felix) in cluster.all::<FelixConfiguration>() {
        check_lists(cluster, resource, felix, has_endpoints, findings);
    }
    if has_endpoints {
        check_default_lists(cluster, findings);
    }
}

fn check_lists(
    cluster: &Cluster,
    resource: &Resource,
    felix: &FelixConfiguration,
    has_endpoints: bool,
    findings: &mut Findings,
) {
    let lacking: Vec<_> = LISTS
        .into_iter()
        .zip(FailsafeList::ALL)
        .filter_map(|(words, list)| Some((words, list.of(felix), cluster.port_not_failsafe(resource, felix, list)?)))
        .collect();
    let [((name, why), list, port), others @ ..] = lacking.as_slice() else {
        return;
    };
    let message = format!(
        "`{name}` is set without TCP {port}, {why}{}: once a policy selects host endpoints, new BGP connections are dropped unless a \
         policy allows them",
        match others {
            [((other, _), ..), ..] => format!(", and so is `{other}`"),
            [] => String::new(),
        }
    );
    let finding = findings.add(resource.at(list.key_span().unwrap_or(resource.head)), message);
    finding.help(format!(
        "add `{{protocol: tcp, port: {port}}}`: the list replaces Felix's default list, which contains TCP 179"
    ));
    for (_, list, _) in others {
        finding.related(resource.at(list.key_span().unwrap_or(resource.head)), "lacks the port too");
    }
    let has_policy = cluster.all::<GlobalNetworkPolicy>().next().is_some();
    if !has_endpoints {
        finding.severity(Severity::Warning).conditional("if there are or will be host endpoints");
    } else if has_policy {
        finding.severity(Severity::Warning).conditional("if no policy allows the port");
    }
}

/// Of the BGP ports, Felix's default lists have only 179.
fn check_default_lists(cluster: &Cluster, findings: &mut Findings) {
    for (resource, fields) in cluster.effective_configurations() {
        let defaults = cluster.default_failsafe_lists(resource);
        let named = LISTS.into_iter().zip(FailsafeList::ALL).filter(|(_, list)| defaults.contains(list));
        let names: Vec<&str> = named.map(|((name, _), _)| name).collect();
        let Some((port, span)) = fields.listen_port.value().zip(fields.listen_port.span()) else {
            continue;
        };
        if *port == BGP_PORT || names.is_empty() {
            continue;
        }
        let names = names.join("` and `");
        let message = format!(
            "BIRD listens on {port}, but Felix's default failsafe ports contain only TCP {BGP_PORT} for BGP: once a policy selects host \
             endpoints, new BGP connections are dropped unless a policy allows them"
        );
        let finding = findings.add(resource.at(span), message);
        finding.severity(Severity::Warning).conditional("if no FelixConfiguration elsewhere sets the lists");
        finding.help(format!(
            "copy Felix's default ports to `{names}` in the FelixConfiguration `default` and add TCP {port}: a list replaces the default, \
             which protects SSH, etcd and the Kubernetes API"
        ));
    }
}

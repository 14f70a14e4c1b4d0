//! `bgp-port-not-failsafe`: host policies that may close the port of BGP.

use crate::cluster::{Cluster, Known};
use crate::resource::{Body, FailsafePort, FelixConfiguration, Field, Resource};
use crate::rule::{Check, Findings, Group, Rule, Severity};
use crate::session::BGP_PORT;

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-port-not-failsafe",
    group: Group::Host,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "Host policies that may close the port of BGP",
    page: include_str!("../../../rules/bgp-port-not-failsafe.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let has_endpoints = cluster.resources().any(|resource| match &resource.body {
        Body::HostEndpoint => true,
        Body::KubeControllersConfiguration(controllers) => {
            controllers.auto_create.value().is_some_and(|word| word == "Enabled")
        }
        _ => false,
    });
    if cluster.switched_off().is_some() {
        return;
    }
    for (resource, felix) in cluster.felix() {
        let ports = ports_of(cluster, resource.name());
        let is_lacking =
            |port: &&u16| lacks(&felix.failsafe_inbound, **port) || lacks(&felix.failsafe_outbound, **port);
        if let Some(port) = ports.iter().find(is_lacking) {
            check_lists(resource, felix, *port, has_endpoints, findings);
        }
    }
    check_default_list(cluster, has_endpoints, findings);
}

/// The ports that BIRD listens on, on the nodes that a FelixConfiguration is for; none where they are not known, or Felix
/// does not read the FelixConfiguration.
fn ports_of(cluster: &Cluster, felix: &str) -> Vec<u16> {
    let listen_port = |name: &str| {
        let of_name = cluster.configurations().filter(|(resource, _)| resource.name() == name);
        of_name.last().map_or(Known::Absent, |(_, fields)| Known::of(&fields.listen_port))
    };
    let standard = listen_port("default").or(Known::Value(BGP_PORT));
    let ports: Vec<Known<u16>> = match felix {
        "default" => {
            let has_own = |name: &str| cluster.felix().any(|(resource, _)| resource.name() == name);
            let of_nodes = cluster.configurations().filter(|(resource, _)| resource.name().starts_with("node."));
            let others = of_nodes.filter(|(resource, _)| !has_own(resource.name()));
            [standard].into_iter().chain(others.map(|(_, fields)| Known::of(&fields.listen_port))).collect()
        }
        _ if felix.starts_with("node.") => vec![listen_port(felix).or(standard)],
        _ => Vec::new(),
    };
    ports.into_iter().filter_map(Known::value).collect()
}

fn check_lists(
    resource: &Resource,
    felix: &FelixConfiguration,
    port: u16,
    has_endpoints: bool,
    findings: &mut Findings,
) {
    let lists = [
        ("failsafeInboundHostPorts", &felix.failsafe_inbound),
        ("failsafeOutboundHostPorts", &felix.failsafe_outbound),
    ];
    let lacking: Vec<_> = lists.into_iter().filter(|(_, list)| lacks(list, port)).collect();
    let [(first, list), others @ ..] = lacking.as_slice() else {
        return;
    };
    let names = match others {
        [] => format!("`{first}` is"),
        _ => format!("`{first}` and `{}` are", others[0].0),
    };
    let message = format!(
        "{names} set without TCP {port}, on which BIRD listens: the first policy on host endpoints cuts the BGP sessions of the nodes"
    );
    let finding = findings.add(resource.at(list.key_span().unwrap_or(resource.head)), message);
    finding.help(format!("add `{{protocol: tcp, port: {port}}}`: these lists replace Felix's own, which hold TCP 179"));
    for (name, list) in others {
        finding.related(resource.at(list.key_span().unwrap_or(resource.head)), format!("so does `{name}`"));
    }
    if !has_endpoints {
        finding.severity(Severity::Warning).conditional("if there are host endpoints, or there will be");
    }
}

/// Whether a list is set, wholly known, and lets the port through nowhere.
fn lacks(list: &Field<Vec<Field<FailsafePort>>>, port: u16) -> bool {
    let is_other = |entry: &FailsafePort| {
        let is_known = entry.protocol.is_certain() && entry.port.is_certain();
        let is_tcp = entry.protocol.value().is_none_or(|protocol| protocol.eq_ignore_ascii_case("tcp"));
        is_known && !(is_tcp && entry.port.value() == Some(&i64::from(port)))
    };
    list.value().is_some_and(|items| items.iter().all(|item| item.value().is_some_and(is_other)))
}

/// Felix's own lists hold port 179 only.
fn check_default_list(cluster: &Cluster, has_endpoints: bool, findings: &mut Findings) {
    let is_replaced =
        cluster.felix().any(|(resource, felix)| resource.name() == "default" && felix.failsafe_inbound.is_set());
    if !has_endpoints || is_replaced {
        return;
    }
    let own_list = |name: &str| {
        cluster.felix().any(|(resource, felix)| resource.name() == name && felix.failsafe_inbound.is_set())
    };
    for (resource, fields) in cluster.effective_configurations().filter(|(resource, _)| !own_list(resource.name())) {
        let Some((port, span)) = fields.listen_port.value().zip(fields.listen_port.span()) else {
            continue;
        };
        if *port == BGP_PORT {
            continue;
        }
        let message = format!(
            "BIRD listens on {port}, and Felix's list of ports that no policy closes holds {BGP_PORT} alone: the first policy on host \
             endpoints cuts the BGP sessions"
        );
        findings.add(resource.at(span), message).severity(Severity::Warning).help(format!(
            "set `failsafeInboundHostPorts` and `failsafeOutboundHostPorts` of the FelixConfiguration `default`, with TCP {port}"
        ));
    }
}

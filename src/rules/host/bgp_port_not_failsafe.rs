//! `bgp-port-not-failsafe`: failsafe ports without that of BGP, so that host policies close it.

use crate::cluster::{BGP_PORT, Cluster, Inventory};
use crate::known::Known;
use crate::resource::{Body, ConfiguredNodes, FailsafePort, FelixConfiguration, Field, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-port-not-failsafe",
    group: Group::Host,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    fix: FixKind::None,
    summary: "Failsafe ports without that of BGP",
    page: include_str!("../../../rules/bgp-port-not-failsafe.md"),
    check: Check::Cluster(check),
};

/// The two lists, and what a port in them is for.
const LISTS: [(&str, &str); 2] =
    [("failsafeInboundHostPorts", "on which BIRD listens"), ("failsafeOutboundHostPorts", "which BIRD dials")];

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.switched_off().is_some() {
        return;
    }
    let is_ours = |node: &Field<String>| {
        cluster.inventory != Inventory::Complete || node.value().is_none_or(|node| cluster.may_have_node(node))
    };
    let has_endpoints = cluster.resources().any(|resource| match &resource.body {
        Body::HostEndpoint(endpoint) => is_ours(&endpoint.node),
        Body::KubeControllersConfiguration(controllers) => controllers.creates_host_endpoints,
        _ => false,
    });
    for (resource, felix) in cluster.felix() {
        check_lists(cluster, resource, felix, has_endpoints, findings);
    }
    if has_endpoints {
        check_default_lists(cluster, findings);
    }
}

/// The ports that are needed in one of the lists of a FelixConfiguration: those that BIRD listens on, on the nodes that the
/// list is for; none where they are not known, or Felix does not read the FelixConfiguration.
fn ports_of(cluster: &Cluster, felix: ConfiguredNodes, list: usize) -> Vec<u16> {
    let listening = cluster.listen_ports();
    let ports: Vec<Known<u16>> = match felix {
        ConfiguredNodes::All => {
            let is_own = |resource: &Resource, node: &str| resource.configured_nodes() == ConfiguredNodes::One(node);
            let has_own = |node: &str| {
                cluster.felix().any(|(resource, felix)| is_own(resource, node) && lists(felix)[list].is_set())
            };
            let others = listening.of_nodes.iter().filter(|(node, _)| !has_own(node)).map(|(_, port)| *port);
            [listening.usual()].into_iter().chain(others).collect()
        }
        ConfiguredNodes::One(node) => vec![listening.own(node).or(listening.usual())],
        ConfiguredNodes::None => Vec::new(),
    };
    ports.into_iter().filter_map(Known::value).collect()
}

/// The lists of a FelixConfiguration.
fn lists(felix: &FelixConfiguration) -> [&Field<Vec<Field<FailsafePort>>>; 2] {
    [&felix.failsafe_inbound, &felix.failsafe_outbound]
}

fn check_lists(
    cluster: &Cluster,
    resource: &Resource,
    felix: &FelixConfiguration,
    has_endpoints: bool,
    findings: &mut Findings,
) {
    // Routers without a port of their own are dialled on the standard one.
    let nodes = cluster.node_addresses();
    let dials_routers = cluster.peers().any(|(_, peer)| {
        peer.peer_ip.value().is_some_and(|target| target.port.is_none() && !nodes.contains(&target.address))
    });
    let lacking: Vec<_> = LISTS
        .into_iter()
        .zip(lists(felix))
        .enumerate()
        .filter_map(|(number, (words, list))| {
            let own = ports_of(cluster, resource.configured_nodes(), number);
            let dialled = (number == 1 && dials_routers && !own.is_empty()).then_some(BGP_PORT);
            let port = own.iter().copied().chain(dialled).find(|port| lacks(list, *port))?;
            Some((words, list, port))
        })
        .collect();
    let [((name, why), list, port), others @ ..] = lacking.as_slice() else {
        return;
    };
    let message = format!(
        "`{name}` is set without TCP {port}, {why}{}: once there is a policy on host endpoints, BGP sessions do not come up again",
        match others {
            [((other, _), ..), ..] => format!(", and so is `{other}`"),
            [] => String::new(),
        }
    );
    let finding = findings.add(resource.at(list.key_span().unwrap_or(resource.head)), message);
    finding.help(format!(
        "add `{{protocol: tcp, port: {port}}}`: the list takes the place of Felix's own, which has TCP 179 of BGP's ports"
    ));
    for (_, list, _) in others {
        finding.related(resource.at(list.key_span().unwrap_or(resource.head)), "and so is this one");
    }
    let has_policy = cluster.resources().any(|resource| matches!(resource.body, Body::GlobalNetworkPolicy));
    if !has_endpoints {
        finding.severity(Severity::Warning).conditional("if there are host endpoints, or there will be");
    } else if has_policy {
        finding.severity(Severity::Warning).conditional("if no policy allows it");
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
fn check_default_lists(cluster: &Cluster, findings: &mut Findings) {
    for (resource, fields) in cluster.effective_configurations() {
        let own = resource.configured_nodes();
        let is_read = |felix: &Resource| [ConfiguredNodes::All, own].contains(&felix.configured_nodes());
        let is_set = |number: usize| cluster.felix().any(|(own, felix)| is_read(own) && lists(felix)[number].is_set());
        let names: Vec<&str> =
            (0..LISTS.len()).filter(|number| !is_set(*number)).map(|number| LISTS[number].0).collect();
        let Some((port, span)) = fields.listen_port.value().zip(fields.listen_port.span()) else {
            continue;
        };
        if *port == BGP_PORT || names.is_empty() {
            continue;
        }
        let names = names.join("` and `");
        let message = format!(
            "BIRD listens on {port}, and the ports that Felix by itself keeps open to BGP are {BGP_PORT} alone: once there is a policy on \
             host endpoints, BGP sessions do not come up again"
        );
        let finding = findings.add(resource.at(span), message);
        finding.severity(Severity::Warning).conditional("if no FelixConfiguration elsewhere sets the lists");
        finding.help(format!("set `{names}` of the FelixConfiguration `default`, with TCP {port}"));
    }
}

//! `bgp-port-not-failsafe`: failsafe ports without the BGP port, so that host policies block BGP.

use crate::cluster::{BGP_PORT, Cluster, Inventory};
use crate::known::Known;
use crate::resource::{
    BgpPeer, Body, FailsafePort, FelixConfiguration, Field, GlobalNetworkPolicy, HoldsFor, Resource, Switch, Transport,
};
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
    let is_ours = |node: &Field<String>| {
        cluster.inventory != Inventory::Complete || node.value().is_none_or(|node| cluster.may_have_node(node))
    };
    let has_endpoints = cluster.resources().any(|resource| match &resource.body {
        Body::HostEndpoint(endpoint) => is_ours(&endpoint.node),
        Body::KubeControllersConfiguration(controllers) => controllers.auto_create.value() == Some(&Switch::Enabled),
        _ => false,
    });
    for (resource, felix) in cluster.all::<FelixConfiguration>() {
        check_lists(cluster, resource, felix, has_endpoints, findings);
    }
    if has_endpoints {
        check_default_lists(cluster, findings);
    }
}

/// The ports that are needed in one of the lists of a FelixConfiguration: those that BIRD listens on, on the nodes that the
/// list is for; none where they are not known, or Felix does not read the FelixConfiguration.
fn ports_of(cluster: &Cluster, felix: HoldsFor, list: usize) -> Vec<u16> {
    let listening = cluster.listen_ports();
    let ports: Vec<Known<u16>> = match felix {
        HoldsFor::AllNodes => {
            let has_own = |node: &str| {
                let mut all = cluster.all::<FelixConfiguration>();
                all.any(|(own, felix)| own.holds_for() == HoldsFor::Node(node) && lists(felix)[list].is_set())
            };
            let others = listening.of_nodes.iter().filter(|(node, _)| !has_own(node)).map(|(_, port)| *port);
            [listening.usual()].into_iter().chain(others).collect()
        }
        HoldsFor::Node(node) => vec![listening.own(node).or(listening.usual())],
        HoldsFor::Nothing => Vec::new(),
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
    // Nodes connect to the standard port of routers whose BGPPeer names no port.
    let nodes = cluster.node_addresses();
    let connects_to_routers = cluster.all::<BgpPeer>().any(|(_, peer)| {
        peer.peer_ip.value().is_some_and(|target| target.port.is_none() && !nodes.contains(&target.address))
    });
    let lacking: Vec<_> = LISTS
        .into_iter()
        .zip(lists(felix))
        .enumerate()
        .filter_map(|(number, (words, list))| {
            let own = ports_of(cluster, resource.holds_for(), number);
            let standard = (number == 1 && connects_to_routers && !own.is_empty()).then_some(BGP_PORT);
            let port = own.iter().copied().chain(standard).find(|port| lacks(list, *port))?;
            Some((words, list, port))
        })
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

/// Whether a list is set, wholly known, and lets the port through nowhere.
fn lacks(list: &Field<Vec<Field<FailsafePort>>>, port: u16) -> bool {
    let is_other = |entry: &FailsafePort| {
        let is_known = entry.protocol.is_certain() && entry.port.is_certain();
        let is_tcp = entry.protocol.value().is_none_or(|protocol| *protocol == Transport::Tcp);
        is_known && !(is_tcp && entry.port.value() == Some(&i64::from(port)))
    };
    list.value().is_some_and(|items| items.iter().all(|item| item.value().is_some_and(is_other)))
}

/// Felix's own lists hold port 179 only.
fn check_default_lists(cluster: &Cluster, findings: &mut Findings) {
    for (resource, fields) in cluster.effective_configurations() {
        let is_read = |felix: &Resource| [HoldsFor::AllNodes, resource.holds_for()].contains(&felix.holds_for());
        let is_set = |number: usize| {
            cluster.all::<FelixConfiguration>().any(|(own, felix)| is_read(own) && lists(felix)[number].is_set())
        };
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

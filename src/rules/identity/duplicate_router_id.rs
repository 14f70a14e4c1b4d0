//! `duplicate-router-id`: two nodes of one AS with one router ID.

use std::collections::BTreeMap;

use super::router_id_place;
use crate::cluster::{Cluster, Inventory, Node, NodeAs, RouterIdSource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-router-id",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::Frozen, Effect::RoutesLost],
    fix: FixKind::None,
    summary: "Two nodes of one AS with one router ID",
    page: include_str!("../../../rules/duplicate-router-id.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if let RouterIdSource::Literal(literal) = cluster.router_id_source() {
        check_literal(cluster, literal, findings);
        return;
    }
    let default = cluster.default_as_number();
    let mut groups: BTreeMap<_, Vec<&Node>> = BTreeMap::new();
    for node in cluster.nodes() {
        let as_number = node.as_number(default);
        if let (Some(id), true) = (cluster.router_id(node), as_number != NodeAs::Unknown) {
            groups.entry((id, as_number)).or_default().push(node);
        }
    }
    for ((id, _), nodes) in groups.into_iter().filter(|(_, nodes)| nodes.len() > 1) {
        let names: Vec<&str> = nodes.iter().filter_map(|node| node.name).collect();
        let (effect, consequence) = session_consequence(cluster, &nodes);
        let message = format!("{} have the router ID {id}: {consequence}", list(&names));
        let mut places = nodes.iter().filter_map(|node| router_id_place(cluster, node));
        // The later one is the more likely slip.
        let Some(last) = places.next_back() else {
            continue;
        };
        let finding = findings.add(last, message);
        finding.label("the same router ID").with_effect(effect);
        for place in places {
            finding.related(place, "the same router ID");
        }
        finding.help(match cluster.router_id_source() {
            RouterIdSource::Hash => "rename one of the nodes, or take the router IDs from the IPv4 addresses",
            _ => "give every node an IPv4 address of its own",
        });
    }
}

/// One text for all nodes gives all of them one router ID.
fn check_literal(cluster: &Cluster, literal: &str, findings: &mut Findings) {
    let Some((resource, span)) =
        cluster.router_id_variable().and_then(|(resource, field)| Some((resource, field.span()?)))
    else {
        return;
    };
    let default = cluster.default_as_number();
    let mut by_as: BTreeMap<NodeAs, usize> = BTreeMap::new();
    cluster.nodes().iter().for_each(|node| *by_as.entry(node.as_number(default)).or_default() += 1);
    let is_shared = by_as.iter().any(|(as_number, count)| *as_number != NodeAs::Unknown && *count > 1);
    if !is_shared && cluster.inventory != Inventory::None {
        return;
    }
    let message = format!(
        "CALICO_ROUTER_ID is `{literal}` on every node: sessions between nodes of one AS end in \"Bad BGP identifier\", and behind \
         reflectors the nodes never learn each other's routes"
    );
    let finding = findings.add(resource.at(span), message);
    finding.help("leave it out to use each node's IPv4 address, or write `hash`");
    if !is_shared {
        finding.conditional("if the cluster has more than one node").severity(Severity::Warning);
    }
}

/// What follows from one router ID on several nodes of one AS.
fn session_consequence(cluster: &Cluster, nodes: &[&Node]) -> (Effect, String) {
    let is_reflector = |node: &Node| node.cluster_id().is_some_and(|fact| fact.field.value().is_some());
    let has_reflectors = cluster.nodes().iter().any(is_reflector);
    let mesh = cluster.default_configuration().map(|(_, configuration)| &configuration.node_to_node_mesh_enabled);
    let is_mesh = !has_reflectors && mesh.is_none_or(|mesh| mesh.is_certain() && mesh.value() != Some(&false));
    let by_address = cluster.router_id_source() == RouterIdSource::NodeAddress;
    let others = cluster.nodes().len().saturating_sub(nodes.len());
    match (is_mesh, by_address) {
        (true, true) if others > 0 => (Effect::Frozen, format!(
            "they never peer with each other, and BIRD refuses the file of the other nodes ({others} of {}), which name both sessions \
             alike and keep their old BGP configuration",
            cluster.nodes().len()
        )),
        (_, true) if has_reflectors => (Effect::RoutesLost, "they never peer with each other, and behind a reflector neither learns the other's routes, without any error".to_owned()),
        (_, true) => (Effect::RoutesLost, "they never peer with each other, so neither learns the other's routes, without any error".to_owned()),
        (true, false) => (Effect::SessionDown, "a session between them ends in \"Bad BGP identifier\" and never comes up".to_owned()),
        (false, false) => (Effect::SessionDown, "a direct session between them never comes up, and behind a reflector neither learns the other's routes, without any error".to_owned()),
    }
}

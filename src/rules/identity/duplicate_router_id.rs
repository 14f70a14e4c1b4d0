//! `duplicate-router-id`: two nodes of one AS with one router ID.

use super::router_id_place;
use crate::cluster::{Inventory, RouterIdSource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, list, refusal_on};
use crate::session::{Sessions, SharedRouterId};

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
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let cluster = sessions.cluster;
    if let RouterIdSource::Literal(literal) = cluster.router_id_source() {
        check_literal(sessions, literal, findings);
        return;
    }
    for shared in sessions.shared_router_ids() {
        let names: Vec<&str> = shared.nodes.iter().map(|node| sessions.name(*node)).collect();
        let (effect, consequence) = consequence(sessions, &shared);
        let message = format!("{} have the router ID {}: {consequence}", list(&names), shared.id);
        let nodes = shared.nodes.iter().map(|node| sessions.speakers[*node].node);
        let mut places = nodes.filter_map(|node| router_id_place(cluster, node));
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
fn check_literal(sessions: &Sessions, literal: &str, findings: &mut Findings) {
    let variable = sessions.cluster.router_id_variable();
    let Some((resource, span)) = variable.and_then(|(resource, field)| Some((resource, field.span()?))) else {
        return;
    };
    let is_shared = sessions.has_nodes_of_one_as();
    if !is_shared && sessions.cluster.inventory != Inventory::None {
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
fn consequence(sessions: &Sessions, shared: &SharedRouterId) -> (Effect, String) {
    // A router ID that is the nodes' address keeps them from peering, so the session of each with the other is no fault.
    let by_address = sessions.cluster.router_id_source() == RouterIdSource::NodeAddress;
    let refused = sessions.freezes().refused_for_sharing(shared.id.into());
    let (effect, text) = match by_address {
        true if !refused.is_empty() => {
            let refusal = refusal_on(&sessions.nodes_in_words(&refused));
            let message = "they never peer with each other, and other nodes name their sessions with both alike";
            return (Effect::Frozen, format!("{message}: {refusal}"));
        }
        true if sessions.has_reflectors() => (
            Effect::RoutesLost,
            "they never peer with each other, and behind a reflector neither learns the other's routes, without any error",
        ),
        true => (
            Effect::RoutesLost,
            "they never peer with each other, so neither learns the other's routes, without any error",
        ),
        false if sessions.peer_with_each_other(&shared.nodes) => {
            (Effect::SessionDown, "a session between them ends in \"Bad BGP identifier\" and never comes up")
        }
        false => (
            Effect::RoutesLost,
            "a direct session between them never comes up, and behind a reflector neither learns the other's routes, \
             without any error",
        ),
    };
    (effect, text.to_owned())
}

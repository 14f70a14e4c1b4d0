//! `duplicate-router-id`: two nodes of one AS with the same router ID.

use crate::cluster::{Inventory, RouterIdSource};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity, list, refusal_on};
use crate::session::{Sessions, SharedRouterId};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-router-id",
    group: Group::Identity,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::Frozen, Effect::RoutesLost],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "Two nodes of one AS with the same router ID",
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
        let message = format!("{} have the same router ID {}: {consequence}", list(&names), shared.id);
        let nodes = shared.nodes.iter().map(|node| sessions.speakers[*node].node);
        let mut places = nodes.filter_map(|node| cluster.router_id_place(node));
        // The later node is more likely the mistake.
        let Some(last) = places.next_back() else {
            continue;
        };
        let finding = findings.add(last, message);
        finding.label("the same router ID").with_effect(effect);
        for place in places {
            finding.related(place, "the same router ID");
        }
        finding.help(match cluster.router_id_source() {
            RouterIdSource::Hash => "rename one of the nodes, or let Calico use the IPv4 addresses as router IDs",
            _ => "give each node its own IPv4 address, or delete the Node that is left over",
        });
    }
}

/// A literal `CALICO_ROUTER_ID` gives all nodes the same router ID.
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
        "CALICO_ROUTER_ID is `{literal}` on every node: sessions between nodes of one AS fail with \"Bad BGP identifier\", and behind \
         route reflectors no node learns another's routes"
    );
    let finding = findings.add(resource.at(span), message);
    let edit = Edit::word(sessions.cluster, resource.at(span), literal, "hash");
    finding.fixes.extend(edit.map(|edit| Fix::to_review("set CALICO_ROUTER_ID to `hash`", vec![edit])));
    finding.help("remove CALICO_ROUTER_ID to use each node's IPv4 address, or set it to `hash`");
    if !is_shared {
        finding.conditional("if the cluster has more than one node").severity(Severity::Warning);
    }
}

/// What follows from the same router ID on several nodes of one AS.
fn consequence(sessions: &Sessions, shared: &SharedRouterId) -> (Effect, String) {
    // Nodes with the same address never peer with each other, so the missing session between them is not a fault.
    let by_address = sessions.cluster.router_id_source() == RouterIdSource::NodeAddress;
    let refused = sessions.freezes().refused_for_sharing(shared.id.into());
    let (effect, text) = match by_address {
        true if !refused.is_empty() => {
            let refusal = refusal_on(&sessions.nodes_in_words(&refused));
            return (Effect::Frozen, format!("they never peer with each other, and {refusal}"));
        }
        true if sessions.reflectors().next().is_some() => (
            Effect::RoutesLost,
            "they never peer with each other, and behind a route reflector neither learns the other's routes; nothing logs an error",
        ),
        true => (
            Effect::RoutesLost,
            "they never peer with each other, and neither learns the other's routes; nothing logs an error",
        ),
        false if sessions.peer_with_each_other(&shared.nodes) => {
            (Effect::SessionDown, "the session between them fails with \"Bad BGP identifier\" and never comes up")
        }
        false => (
            Effect::RoutesLost,
            "a session between them never comes up, and behind a route reflector neither learns the other's routes, \
             without any error",
        ),
    };
    (effect, text.to_owned())
}

//! `cluster-id-is-a-router-id`: a cluster ID that is a node's router ID, or 0.0.0.0.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::cluster::Cluster;
use crate::resource::Place;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "cluster-id-is-a-router-id",
    group: Group::Identity,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "A cluster ID that is a node's router ID, or 0.0.0.0",
    page: include_str!("../../../rules/cluster-id-is-a-router-id.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let mut by_id: BTreeMap<Ipv4Addr, Vec<Place>> = BTreeMap::new();
    for fact in cluster.reflectors() {
        if let Some((id, span)) = fact.field.value().zip(fact.field.span()) {
            by_id.entry(*id).or_default().push(fact.resource.at(span));
        }
    }
    for (id, places) in by_id {
        let Some((first, others)) = places.split_first() else {
            continue;
        };
        let owner = cluster.node_with_router_id(id);
        let message = match owner {
            _ if id == Ipv4Addr::UNSPECIFIED => {
                "BIRD ignores the cluster ID 0.0.0.0, so each reflector marks routes with its own router ID, while confd treats all \
                 these reflectors as one cluster"
                    .to_owned()
            }
            Some(owner) => format!(
                "the cluster ID {id} is also the router ID of `{}`: the number can come to mean two clusters of route reflectors, which \
                 then reject each other's routes",
                owner.name.unwrap_or_default()
            ),
            None => continue,
        };
        let finding = findings.add(first.clone(), message);
        finding.help(match id == Ipv4Addr::UNSPECIFIED {
            true => "use a cluster ID other than 0.0.0.0, such as 244.0.0.1",
            false => "use a cluster ID that is not the address of a node, such as 244.0.0.1",
        });
        for other in others {
            finding.related(other.clone(), "the same cluster ID");
        }
        if let Some(place) = owner.and_then(|owner| cluster.router_id_place(owner)) {
            finding.related(place, "the router ID");
        }
    }
}

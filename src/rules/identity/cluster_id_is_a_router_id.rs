//! `cluster-id-is-a-router-id`: a cluster ID that is some node's router ID, or 0.0.0.0.

use std::net::Ipv4Addr;

use super::router_id::{place, router_id};
use crate::cluster::Cluster;
use crate::rule::{Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "cluster-id-is-a-router-id",
    group: Group::Identity,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "A cluster ID that is some node's router ID, or 0.0.0.0",
    page: include_str!("../../../rules/cluster-id-is-a-router-id.md"),
    check,
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for node in cluster.nodes() {
        let Some(fact) = node.cluster_id() else {
            continue;
        };
        let Some((id, span)) = fact.field.value().zip(fact.field.span()) else {
            continue;
        };
        if *id == Ipv4Addr::UNSPECIFIED {
            let message =
                "BIRD takes the cluster ID 0.0.0.0 for none and uses its router ID, while Calico compares the text";
            findings.add(fact.resource.at(span), message).help("write an ID of its own, such as 244.0.0.1");
            continue;
        }
        let Some(owner) = cluster.nodes().iter().find(|other| router_id(cluster, other) == Some(*id)) else {
            continue;
        };
        let message = format!(
            "the cluster ID {id} is the router ID of `{}`: the two are told apart only by where they stand, and a second reflector \
             with its own ID is easily taken for part of this cluster",
            owner.name.unwrap_or_default()
        );
        let finding = findings.add(fact.resource.at(span), message);
        finding.help("use IDs that are no addresses of nodes, such as 244.0.0.1");
        if let Some(place) = place(cluster, owner) {
            finding.related(place, "the router ID");
        }
    }
}

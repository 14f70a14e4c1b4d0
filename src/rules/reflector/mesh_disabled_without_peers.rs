//! `mesh-disabled-without-peers`: a mesh that is off, without any BGPPeer.

use crate::cluster::Inventory;
use crate::propagation::{BgpNeed, Propagation};
use crate::resource::{BgpPeer, Kind};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mesh-disabled-without-peers",
    group: Group::Reflector,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A mesh that is off, without any BGPPeer",
    page: include_str!("../../../rules/mesh-disabled-without-peers.md"),
    check: Check::Propagation(check),
};

fn check(propagation: &Propagation, findings: &mut Findings) {
    let (sessions, cluster) = (propagation.sessions, propagation.sessions.cluster);
    let Some((resource, span)) = sessions.mesh_turned_off() else {
        return;
    };
    let is_alone = cluster.inventory == Inventory::Complete && sessions.speakers.len() < 2;
    if cluster.all::<BgpPeer>().next().is_some() || cluster.switched_off().is_some() || is_alone {
        return;
    }
    let is_calico = |kind: Kind| kind.is_calico() && kind != Kind::BgpConfiguration;
    let has_more = cluster.resources().filter_map(|resource| resource.kind).any(is_calico);
    let message = "the node-to-node mesh is off, and there is no BGPPeer: no node has a BGP session, and pods reach pods on other \
                   nodes only in pools that need no BGP";
    let finding = findings.add(resource.at(span), message);
    finding.help("add BGPPeers to route reflectors or to top-of-rack routers, or leave the mesh on");
    finding.severity(match (has_more, cluster.inventory == Inventory::Complete) {
        _ if propagation.need == BgpNeed::None => Severity::Info,
        (_, true) => Severity::Error,
        (true, false) => Severity::Warning,
        (false, false) => Severity::Info,
    });
    finding.conditional("if no BGPPeer exists elsewhere");
}

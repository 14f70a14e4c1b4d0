//! `metallb-shares-peer`: a neighbor of both Calico's BIRD and MetalLB's speakers.

use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Sessions, SharedWithMetalLb, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "metallb-shares-peer",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "A neighbor of both Calico's BIRD and MetalLB's speakers",
    page: include_str!("../../../rules/metallb-shares-peer.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for SharedWithMetalLb { peer, resource, metallb } in sessions.shared_with_metallb() {
        let declaration = &sessions.declarations[peer];
        let (Target::Address { address, .. }, Some(span)) = (&declaration.target, declaration.peer.peer_ip.span())
        else {
            continue;
        };
        let message = format!(
            "MetalLB's BGPPeer `{}` and Calico's BGPPeer `{}` have the same neighbor {address}, which accepts one session from each node: \
             one of the two stays down, or both flap",
            resource.name(),
            declaration.name()
        );
        let finding = findings.add(declaration.resource.at(span), message);
        finding.related(resource.at(metallb.address.span().unwrap_or(resource.head)), "MetalLB's BGPPeer").help(
            "let Calico advertise the load balancer addresses (`serviceLoadBalancerIPs`), and MetalLB only assign them",
        );
    }
}

//! `local-workload-without-address`: pods that must peer with an address that is not set.

use crate::cluster::Cluster;
use crate::resource::BgpPeer;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "local-workload-without-address",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::None,
    summary: "Pods that peer with an address that is not set",
    page: include_str!("../../../rules/local-workload-without-address.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let default = cluster.default_configuration();
    let is_set = default.is_some_and(|(_, fields)| {
        fields.local_workload_peering_ipv4.is_set() || fields.local_workload_peering_ipv6.is_set()
    });
    if is_set {
        return;
    }
    for (resource, peer) in cluster.all::<BgpPeer>() {
        let Some(span) =
            peer.local_workload_selector.key_span().filter(|_| peer.local_workload_selector.is_surely_set())
        else {
            continue;
        };
        let message = format!(
            "neither `localWorkloadPeeringIPV4` nor `localWorkloadPeeringIPV6` is set, so the pods of BGPPeer `{}` have no address to \
             peer with",
            resource.name()
        );
        let finding = findings.add(resource.at(span), message);
        finding.help("set `localWorkloadPeeringIPV4` or `localWorkloadPeeringIPV6` in the BGPConfiguration `default`");
        match default {
            Some((configuration, _)) => {
                finding.related(configuration.place(), "sets neither");
            }
            None => {
                finding.severity(Severity::Warning).conditional("if no BGPConfiguration elsewhere sets them");
            }
        }
    }
}

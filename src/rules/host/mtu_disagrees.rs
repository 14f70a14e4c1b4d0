//! `mtu-disagrees`: MTUs that do not match.

use crate::cluster::{Cluster, GivenMtu};
use crate::resource::{FelixConfiguration, HoldsFor, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mtu-disagrees",
    group: Group::Host,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "MTUs that do not match",
    page: include_str!("../../../rules/mtu-disagrees.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if let Some((resource, felix)) = cluster.default_felix() {
        check_nodes(cluster, (resource, felix), findings);
    }
    check_pods(cluster, findings);
}

/// Nodes whose tunnels have another MTU than the other nodes'.
fn check_nodes(cluster: &Cluster, default: (&Resource, &FelixConfiguration), findings: &mut Findings) {
    for usual in cluster.tunnel_mtus(default.0, default.1) {
        let GivenMtu { name, mtu: other, .. } = usual;
        let of_nodes = cluster.all::<FelixConfiguration>().filter_map(|(resource, felix)| {
            let node = resource.holds_for().node()?;
            let mut mtus = cluster.tunnel_mtus(resource, felix).into_iter();
            Some((node, mtus.find(|own| own.name == name && own.mtu != other)?))
        });
        let mut differing: Vec<_> = of_nodes.collect();
        differing.sort_by_key(|(node, _)| *node);
        let Some(((node, first), more)) = differing.split_first() else {
            continue;
        };
        let own = first.mtu;
        let message = format!(
            "`{name}` is {own} on node `{node}`{} and {other} on the other nodes: full-size packets from the side with {} are fragmented \
             or lost",
            match more.len() {
                0 => String::new(),
                count => format!(", differs on {count} more,"),
            },
            own.max(other)
        );
        let finding = findings.add(first.resource.at(first.span), message);
        finding.related(usual.resource.at(usual.span), "the other nodes");
        for (_, other) in more {
            finding.related(other.resource.at(other.span), "differs too");
        }
        finding
            .help("set the same MTU on all nodes for each encapsulation: the largest value that every path supports");
    }
}

/// The operator gives the tunnels the MTU of the pods, over whatever a FelixConfiguration says.
fn check_pods(cluster: &Cluster, findings: &mut Findings) {
    let Some(GivenMtu { resource: installation, mtu: pods, span: pods_span, .. }) = cluster.operator_mtu() else {
        return;
    };
    let felix = cluster.all::<FelixConfiguration>();
    for (resource, felix) in felix.filter(|(resource, _)| resource.holds_for() != HoldsFor::Nothing) {
        let mut below = cluster.tunnel_mtus(resource, felix);
        below.retain(|own| own.mtu < pods);
        below.sort_by_key(|own| own.mtu);
        let Some((GivenMtu { name, mtu: tunnel, span, .. }, more)) = below.split_first() else {
            continue;
        };
        let message = format!(
            "`{name}` is {tunnel}, but the operator uses `calicoNetwork.mtu` {pods} for pods and tunnels alike: if the path supports only \
             {tunnel}, larger packets are lost"
        );
        let finding = findings.add(resource.at(*span), message);
        finding.related(installation.at(pods_span), "the MTU of the pods' interfaces");
        for other in more {
            finding.related(resource.at(other.span), "differs too");
        }
        finding.help(format!(
            "set `calicoNetwork.mtu` to {tunnel}, or remove both MTU fields: Calico then detects the MTU"
        ));
    }
}

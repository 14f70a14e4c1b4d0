//! `mtu-disagrees`: MTUs that do not go together.

use crate::cluster::Cluster;
use crate::resource::{Body, ConfiguredNodes, FelixConfiguration, Field, FieldSpan, Resource, TunnelMode};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mtu-disagrees",
    group: Group::Host,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost],
    fix: FixKind::None,
    summary: "MTUs that do not go together",
    page: include_str!("../../../rules/mtu-disagrees.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let default = cluster.felix().filter(|(resource, _)| resource.configured_nodes() == ConfiguredNodes::All).last();
    if let Some((resource, felix)) = default {
        check_nodes(cluster, (resource, felix), findings);
    }
    check_pods(cluster, findings);
}

/// Whether there are tunnels that a field is for, as far as it is known.
fn is_used(cluster: &Cluster, field: &str) -> bool {
    if field.starts_with("wireguard") {
        return cluster.felix().any(|(_, felix)| felix.is_wireguard_enabled);
    }
    let is_vxlan = field.starts_with("vxlan");
    let of_installations = cluster.resources().filter_map(|resource| match &resource.body {
        Body::Installation(installation) => Some(installation.encapsulations.iter()),
        _ => None,
    });
    let by_operator = of_installations
        .flatten()
        .map(|field| field.value().is_none_or(|word| word.starts_with(if is_vxlan { "VXLAN" } else { "IPIP" })));
    let by_pool = cluster.pools().map(|(_, pool)| {
        let mode = if is_vxlan { &pool.vxlan_mode } else { &pool.ipip_mode };
        !mode.is_certain() || mode.value().is_some_and(|mode| *mode != TunnelMode::Never)
    });
    let mut uses = by_operator.chain(by_pool).peekable();
    // Without any pool in the input it is not known.
    uses.peek().is_none() || uses.any(|is_used| is_used)
}

/// The MTU in a field, if it is given.
fn given(field: &Field<i64>) -> Option<(i64, FieldSpan)> {
    field.value().copied().filter(|mtu| *mtu > 0).zip(field.span())
}

/// Nodes whose tunnels have another MTU than the other nodes'.
fn check_nodes(cluster: &Cluster, default: (&Resource, &FelixConfiguration), findings: &mut Findings) {
    for (number, (name, other)) in default.1.mtus.iter().enumerate().filter(|(_, (name, _))| is_used(cluster, name)) {
        let Some((other, other_span)) = given(other) else {
            continue;
        };
        let of_nodes = cluster.felix().filter_map(|(resource, felix)| {
            let node = resource.configured_nodes().one()?;
            let (own, span) = given(&felix.mtus.get(number)?.1).filter(|(own, _)| *own != other)?;
            Some((resource, node, own, span))
        });
        let mut differing: Vec<_> = of_nodes.collect();
        differing.sort_by_key(|(_, node, ..)| *node);
        let Some(((resource, node, own, span), more)) = differing.split_first() else {
            continue;
        };
        let message = format!(
            "`{name}` is {own} on node `{node}`{} and {other} on the other nodes: packets of full size from the side with {} are cut or lost \
             on their way to the other",
            match more.len() {
                0 => String::new(),
                count => format!(", differs on {count} more,"),
            },
            own.max(&other)
        );
        let finding = findings.add(resource.at(*span), message);
        finding.related(default.0.at(other_span), "the other nodes");
        for (resource, _, _, span) in more {
            finding.related(resource.at(*span), "this one too");
        }
        finding.help("give one encapsulation one MTU on all nodes, the least that any path takes");
    }
}

/// The operator gives the tunnels the MTU of the pods, over whatever a FelixConfiguration says.
fn check_pods(cluster: &Cluster, findings: &mut Findings) {
    let installation = cluster.resources().find_map(|resource| match &resource.body {
        Body::Installation(installation) => {
            let mtu = installation.mtu.value()?.parse().ok().filter(|mtu: &i64| *mtu > 0)?;
            Some((resource, mtu, installation.mtu.span()?))
        }
        _ => None,
    });
    let Some((installation, pods, pods_span)) = installation else {
        return;
    };
    let is_read = |resource: &Resource| resource.configured_nodes() != ConfiguredNodes::None;
    for (resource, felix) in cluster.felix().filter(|(resource, _)| is_read(resource)) {
        let below = |(name, field): &(&'static str, Field<i64>)| {
            let (tunnel, span) = given(field).filter(|(tunnel, _)| *tunnel < pods && is_used(cluster, name))?;
            Some((*name, tunnel, span))
        };
        let mut below: Vec<_> = felix.mtus.iter().filter_map(below).collect();
        below.sort_by_key(|(_, tunnel, _)| *tunnel);
        let Some(((name, tunnel, span), more)) = below.split_first() else {
            continue;
        };
        let message = format!(
            "`{name}` is {tunnel}, and `calicoNetwork.mtu` is {pods}, which the operator gives to pods and tunnels alike: if {tunnel} is what \
             the path takes, larger packets are lost"
        );
        let finding = findings.add(resource.at(*span), message);
        finding.related(installation.at(pods_span), "the MTU of the pods' interfaces");
        for (_, _, span) in more {
            finding.related(resource.at(*span), "this one too");
        }
        finding.help(format!("let `calicoNetwork.mtu` be {tunnel}, or leave both out: Calico then detects them"));
    }
}

//! `mtu-disagrees`: MTUs that do not go together.

use crate::cluster::Cluster;
use crate::document::Span;
use crate::resource::{Body, FelixConfiguration, Field, Resource};
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mtu-disagrees",
    group: Group::Host,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "MTUs that do not go together",
    page: include_str!("../../../rules/mtu-disagrees.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let default = cluster.felix().filter(|(resource, _)| resource.name() == "default").last();
    if let Some((resource, felix)) = default {
        check_nodes(cluster, (resource, felix), findings);
    }
    check_pods(cluster, findings);
}

/// The MTU in a field, if it is given.
fn given(field: &Field<i64>) -> Option<(i64, Span)> {
    field.value().copied().filter(|mtu| *mtu > 0).zip(field.span())
}

/// A node whose tunnels have another MTU than the other nodes'.
fn check_nodes(cluster: &Cluster, default: (&Resource, &FelixConfiguration), findings: &mut Findings) {
    for (resource, felix) in cluster.felix() {
        let Some(node) = resource.name().strip_prefix("node.") else {
            continue;
        };
        for ((name, own), (_, other)) in felix.mtus.iter().zip(&default.1.mtus) {
            let (Some((own, span)), Some((other, other_span))) = (given(own), given(other)) else {
                continue;
            };
            if own != other {
                let message = format!(
                    "`{name}` is {own} on node `{node}` and {other} on the other nodes: what these send in full size is lost or cut on the \
                     way there and back"
                );
                findings
                    .add(resource.at(span), message)
                    .related(default.0.at(other_span), "the other nodes")
                    .help("give one encapsulation one MTU on all nodes, the least that any path takes");
            }
        }
    }
}

/// Pods that send larger packets than the tunnels take.
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
    for (resource, felix) in cluster.felix() {
        for (name, field) in &felix.mtus {
            let Some((tunnel, span)) = given(field).filter(|(tunnel, _)| *tunnel < pods) else {
                continue;
            };
            let message = format!(
                "`{name}` is {tunnel}, and pods send packets of up to {pods} bytes (`calicoNetwork.mtu`): they do not fit into the tunnel"
            );
            findings
                .add(resource.at(span), message)
                .related(installation.at(pods_span), "the MTU of the pods' interfaces")
                .help(format!(
                    "let `calicoNetwork.mtu` be {tunnel} or less, or leave both out: Calico then detects them"
                ));
        }
    }
}

//! `bgp-disabled`: BGP resources in a cluster that is installed without BGP.

use crate::cluster::Cluster;
use crate::resource::{Body, CalicoNodeDaemonSet, EnvironmentVariable, Resource};
use crate::rule::{Check, Findings, Group, Place, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "bgp-disabled",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    summary: "BGP resources in a cluster whose installation has no BGP",
    page: include_str!("../../../rules/bgp-disabled.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let peers = cluster.peers().map(|(resource, _)| resource);
    let mut resources: Vec<&Resource> = peers.chain(cluster.configurations().map(|(resource, _)| resource)).collect();
    resources.sort_by_key(|resource| (resource.kind_name(), resource.name()));
    let [first, more @ ..] = resources.as_slice() else {
        return;
    };
    let Some((place, what)) = cluster.resources().find_map(|resource| switch_off(cluster, resource)) else {
        return;
    };
    let subject = match more.len() {
        0 => format!("{} `{}` does", first.kind_name(), first.name()),
        1 => format!("{} `{}` and 1 more resource do", first.kind_name(), first.name()),
        count => format!("{} `{}` and {count} more resources do", first.kind_name(), first.name()),
    };
    findings
        .add(place, format!("{what}: calico-node runs no BIRD, so {subject} nothing"))
        .related(first.place(), "does nothing")
        .help("turn BGP on, or remove the BGP resources");
}

/// What turns BGP off, in words, and where.
fn switch_off(cluster: &Cluster, resource: &Resource) -> Option<(Place, String)> {
    let off = |backend: &str| matches!(backend, "vxlan" | "none");
    match &resource.body {
        Body::Installation(installation) => {
            let (value, span) = installation.bgp.value().zip(installation.bgp.span())?;
            (value == "Disabled").then(|| (resource.at(span), "the Installation has `bgp: Disabled`".to_owned()))
        }
        Body::CalicoNodeDaemonSet(daemon_set) => {
            let variable = backend_variable(daemon_set)?;
            let (value, span) = variable.value.value().zip(variable.value.span())?;
            off(value).then(|| (resource.at(span), format!("calico-node has {BACKEND} `{value}`")))
        }
        Body::CalicoConfig(config) => {
            // A DaemonSet with a backend of its own does not ask here.
            let daemon_set = cluster.calico_node().and_then(|(_, daemon_set)| backend_variable(daemon_set));
            let (value, span) = config.backend.value().zip(config.backend.span())?;
            let is_asked = daemon_set.is_none_or(|variable| variable.value.value().is_none());
            let is_off = off(value) && is_asked;
            is_off.then(|| (resource.at(span), format!("calico-config has `calico_backend: {value}`")))
        }
        _ => None,
    }
}

/// What carries routes between nodes.
const BACKEND: &str = "CALICO_NETWORKING_BACKEND";

fn backend_variable(daemon_set: &CalicoNodeDaemonSet) -> Option<&EnvironmentVariable> {
    daemon_set.environment.iter().rev().find(|variable| variable.name == BACKEND)
}

//! `bgp-disabled`: BGP resources in a cluster that is installed without BGP.

use crate::cluster::Cluster;
use crate::resource::{Body, Resource};
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
    let mut resources =
        cluster.peers().map(|(resource, _)| resource).chain(cluster.configurations().map(|(resource, _)| resource));
    let Some((first, (place, what))) = resources.next().zip(cluster.resources().find_map(switch_off)) else {
        return;
    };
    let more = match resources.count() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message =
        format!("{what}: calico-node runs no BIRD, so {} `{}`{more} do nothing", first.kind_name(), first.name());
    findings
        .add(place, message)
        .related(first.place(), "does nothing")
        .help("turn BGP on, or remove the BGP resources");
}

/// What turns BGP off, in words, and where.
fn switch_off(resource: &Resource) -> Option<(Place, String)> {
    let off = |backend: &str| matches!(backend, "vxlan" | "none");
    match &resource.body {
        Body::Installation(installation) => {
            let (value, span) = installation.bgp.value().zip(installation.bgp.span())?;
            (value == "Disabled").then(|| (resource.at(span), "the Installation has `bgp: Disabled`".to_owned()))
        }
        Body::CalicoNodeDaemonSet(daemon_set) => {
            let variable =
                daemon_set.environment.iter().rev().find(|variable| variable.name == "CALICO_NETWORKING_BACKEND")?;
            let (value, span) = variable.value.value().zip(variable.value.span())?;
            off(value).then(|| (resource.at(span), format!("calico-node has CALICO_NETWORKING_BACKEND `{value}`")))
        }
        Body::CalicoConfig(config) => {
            let (value, span) = config.backend.value().zip(config.backend.span())?;
            off(value).then(|| (resource.at(span), format!("calico-config has `calico_backend: {value}`")))
        }
        _ => None,
    }
}

//! `default-only-field`: a field that Calico reads only from the BGPConfiguration `default`.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "default-only-field",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::None,
    summary: "A field that Calico reads only from the BGPConfiguration `default`",
    page: include_str!("../../../rules/default-only-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (node, resource, configuration) in cluster.node_configurations() {
        for (field, span) in configuration.default_only_fields() {
            let consequence = match REJECTED.contains(&field) {
                true => "calicoctl rejects the object, or Calico silently ignores the field",
                false => "Calico silently ignores the field",
            };
            let message = format!("Calico reads `{field}` only from the BGPConfiguration `default`: {consequence}");
            let help = match field {
                "asNumber" => {
                    format!("set the AS number of `{node}` by the annotation projectcalico.org/ASNumber of its Node")
                }
                _ => "move the field to the BGPConfiguration `default`".to_owned(),
            };
            findings.add(resource.at(span), message).help(help);
        }
    }
}

/// The fields for which calicoctl and Calico's API server reject an object that is not `default`.
const REJECTED: [&str; 7] = [
    "asNumber",
    "nodeMeshMaxRestartTime",
    "nodeMeshPassword",
    "nodeToNodeMeshEnabled",
    "serviceClusterIPs",
    "serviceExternalIPs",
    "serviceLoadBalancerIPs",
];

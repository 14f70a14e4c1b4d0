//! `default-only-field`: a field that Calico reads only from the BGPConfiguration `default`.

use crate::cluster::Cluster;
use crate::resource::{BgpConfiguration, FieldName};
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
    for (resource, configuration) in cluster.all::<BgpConfiguration>() {
        let Some(node) = resource.holds_for().node() else {
            continue;
        };
        for (field, span) in configuration.default_only_fields() {
            let consequence = match REJECTED.contains(&field) {
                true => "calicoctl rejects the object, or Calico silently ignores the field in this object",
                false => "Calico silently ignores the field in this object",
            };
            let message = format!("Calico reads `{field}` only from the BGPConfiguration `default`: {consequence}");
            let help = match field == BgpConfiguration::NAMES.as_number {
                true => {
                    format!("set the AS number of `{node}` by the annotation projectcalico.org/ASNumber of its Node")
                }
                false => "move the field to the BGPConfiguration `default`".to_owned(),
            };
            findings.add(resource.at(span), message).help(help);
        }
    }
}

/// The fields that calicoctl and Calico's API server reject in an object other than `default`.
const REJECTED: [FieldName; 7] = [
    BgpConfiguration::NAMES.as_number,
    BgpConfiguration::NAMES.node_mesh_max_restart_time,
    BgpConfiguration::NAMES.node_mesh_password,
    BgpConfiguration::NAMES.node_to_node_mesh_enabled,
    BgpConfiguration::NAMES.service_cluster_ips,
    BgpConfiguration::NAMES.service_external_ips,
    BgpConfiguration::NAMES.service_load_balancer_ips,
];

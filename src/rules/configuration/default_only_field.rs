//! `default-only-field`: a field that Calico reads from the BGPConfiguration `default` only.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "default-only-field",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "A field that Calico reads from the BGPConfiguration `default` only",
    page: include_str!("../../../rules/default-only-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, configuration) in cluster.configurations() {
        let Some(node) = resource.name().strip_prefix("node.").filter(|node| !node.is_empty()) else {
            continue;
        };
        for (field, span) in configuration.default_only_fields() {
            let message = format!(
                "Calico reads `{field}` from the BGPConfiguration `default` only: here calicoctl refuses it, and otherwise it is ignored"
            );
            let help = match field {
                "asNumber" => {
                    format!("set the AS number of `{node}` by the annotation projectcalico.org/ASNumber of its Node")
                }
                _ => "move it to the BGPConfiguration `default`".to_owned(),
            };
            findings.add(resource.at(span), message).help(help);
        }
    }
}

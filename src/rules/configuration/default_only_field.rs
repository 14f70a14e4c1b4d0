//! `default-only-field`: a field that Calico reads only from the BGPConfiguration `default`.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::BgpConfiguration;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "default-only-field",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::DefaultOnly],
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
            let admitted = Admitted::at(cluster, resource, span);
            let (effect, consequence) =
                admitted.or_else(Effect::Dropped, "Calico silently ignores the field in this object");
            let message = format!("Calico reads `{field}` only from the BGPConfiguration `default`: {consequence}");
            let help = match field == BgpConfiguration::NAMES.as_number {
                true => {
                    format!("set the AS number of `{node}` by the annotation projectcalico.org/ASNumber of its Node")
                }
                false => "move the field to the BGPConfiguration `default`".to_owned(),
            };
            findings.add(resource.at(span), message).with_effect(effect).help(help);
        }
    }
    report_refused(cluster, findings);
}

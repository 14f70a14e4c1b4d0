//! `as-number-exceeds-int32`: an AS number above 2147483647, which does not fit the CRDs.

use crate::admission::{Releases, Topic, Verdict};
use crate::cluster::Cluster;
use crate::resource::Kind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-exceeds-int32",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "An AS number above 2147483647, which does not fit the int32 of the CRDs",
    page: include_str!("../../../rules/as-number-exceeds-int32.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let target = Releases::of(cluster.settings.release);
    for resource in cluster.resources() {
        let does_not_fit = |verdict: &&Verdict| {
            verdict.topic == Topic::AsNumber && !verdict.outcome.kubernetes_1_36.and(target).is_empty()
        };
        for verdict in resource.verdicts.iter().filter(does_not_fit).filter(|verdict| !verdict.is_told) {
            let written = cluster.written(resource, verdict.span.into()).trim_matches(['"', '\'']);
            let message = format!(
                "AS number {written} does not fit the int32 of the CRD (at most 2147483647): Kubernetes rejects the object"
            );
            // Only the AS number of a node can also be written in an annotation.
            let help = match resource.kind {
                Some(Kind::BgpConfiguration) => {
                    "use a private AS number from 64512 to 65534, or set the number on each node by annotation, which has no such limit"
                }
                _ => {
                    "use an AS number up to 2147483647, such as a private one (64512 to 65534), or Calico 3.34 or later"
                }
            };
            findings
                .add(resource.at(verdict.span), message)
                .conditional("if the cluster runs Kubernetes 1.36 or later with Calico up to 3.33")
                .help(help);
        }
    }
}

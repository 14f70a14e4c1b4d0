//! `field-needs-newer-calico`: a field or a word that the Calico release does not have yet.

use crate::admission::{Reason, Topic, Verdict};
use crate::cluster::Cluster;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "field-needs-newer-calico",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::FieldOfOtherReleases, Topic::WordOfOtherReleases],
    fix: FixKind::None,
    summary: "A field or word that the Calico release does not have yet",
    page: include_str!("../../../rules/field-needs-newer-calico.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.settings.release.is_none() {
        return;
    }
    for resource in cluster.resources() {
        let is_newer =
            |verdict: &&Verdict| matches!(verdict.topic, Topic::FieldOfOtherReleases | Topic::WordOfOtherReleases);
        for verdict in resource.verdicts.iter().filter(is_newer) {
            let admitted = Admitted::of_one(cluster, resource, verdict);
            let (Some((effect, consequence)), Reason::OnlyIn { word, releases, .. }) =
                (admitted.consequence(), &verdict.reason)
            else {
                continue;
            };
            let message = format!("{}: {consequence}", verdict.reason);
            let finding = findings.add(resource.at(verdict.span), message).with_effect(effect);
            finding.refused_by = admitted.refused_by();
            if let Some(first) = releases.first() {
                let what = if word.is_some() { "value" } else { "field" };
                finding.help(format!("do without the {what}, or upgrade to Calico {first}"));
            }
        }
    }
}

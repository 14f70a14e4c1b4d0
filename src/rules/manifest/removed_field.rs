//! `removed-field`: a field that newer releases no longer have.

use crate::admission::{Releases, Topic, Verdict};
use crate::cluster::Cluster;
use crate::resource::{Body, IpPool};
use crate::rule::{Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "removed-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::RemovedField],
    fix: FixKind::Unsafe,
    summary: "A field that newer releases no longer have",
    page: include_str!("../../../rules/removed-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let target = Releases::of(cluster.settings.release);
    for resource in cluster.resources() {
        let is_removed = |verdict: &&Verdict| verdict.topic == Topic::RemovedField;
        for verdict in resource.verdicts.iter().filter(is_removed) {
            let admitted = Admitted::of_one(cluster, resource, verdict);
            let Some((effect, consequence)) = admitted.consequence() else {
                continue;
            };
            let names = IpPool::NAMES;
            let loss = match verdict.reason.field() {
                Some(key) if key == names.nat_hyphen_outgoing.key() => ", and then the pool has no outgoing NAT",
                Some(key) if key == names.ipip.key() => ", and then the pool has no IP-in-IP",
                _ => "",
            };
            let loss = if effect == Effect::Dropped { loss } else { "" };
            let finding = findings.add(resource.at(verdict.span), format!("{}: {consequence}{loss}", verdict.reason));
            let is_everywhere = cluster.settings.release.is_some() || verdict.outcome.is_known_to(target);
            finding.severity(if is_everywhere { Severity::Error } else { Severity::Warning }).with_effect(effect);
            finding.refused_by = admitted.refused_by();
            match &resource.body {
                Body::IpPool(pool) if verdict.reason.field() == Some(IpPool::NAMES.nat_hyphen_outgoing.key()) => {
                    let is_free = pool.nat_outgoing.key_span().is_none();
                    let edit = Editor::new(cluster, resource).value(verdict.span.into(), "natOutgoing");
                    let edit = edit.filter(|_| is_free);
                    finding.help("write `natOutgoing`");
                    finding.fix(edit.map(|edit| edit.to_review("rename the field to `natOutgoing`")));
                }
                _ => {
                    finding.help("write `ipipMode`");
                }
            }
        }
    }
}

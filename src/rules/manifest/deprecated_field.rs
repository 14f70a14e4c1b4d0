//! `deprecated-field`: a field that has a successor.

use crate::admission::{Topic, Verdict};
use crate::cluster::Cluster;
use crate::resource::{BgpPeer, Body, FieldSpan, IpPool, NextHopMode, ProblemKind, Resource, Word};
use crate::rule::{Admitted, Check, Editor, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};
use crate::value::Release;

/// The rule.
pub static RULE: Rule = Rule {
    name: "deprecated-field",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Cleanup, Effect::AtRisk],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A field that has a successor",
    page: include_str!("../../../rules/deprecated-field.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::Deprecated { instead } = &problem.kind else {
            continue;
        };
        let Some(field) = problem.subject.field() else {
            continue;
        };
        // Releases before 3.31 have no other field.
        let is_too_early = cluster.settings.release.is_some_and(|release| release < Release::v3(31));
        if is_too_early && field == BgpPeer::NAMES.keep_original_next_hop {
            continue;
        }
        // `removed-field` reports the fields of pools, unless the release still has them and nothing refuses them.
        let is_of_pool = field != BgpPeer::NAMES.keep_original_next_hop;
        let is_gone = cluster.settings.release.is_none_or(|release| release >= Release::v3(32));
        if is_of_pool && (is_gone || is_refused(cluster, resource, problem.span)) {
            continue;
        }
        let (effect, consequence) = if field == BgpPeer::NAMES.keep_original_next_hop {
            (Effect::Cleanup, "the field works on eBGP sessions only")
        } else if field == IpPool::NAMES.ipip {
            (Effect::AtRisk, "newer CRDs drop the field, and then the pool has no IP-in-IP")
        } else {
            (Effect::AtRisk, "newer CRDs drop the field, and then the pool has no outgoing NAT")
        };
        findings
            .add(resource.at(problem.span), format!("`{field}` is deprecated: {consequence}"))
            .with_effect(effect)
            .help(format!("write {instead}"))
            .fix(successor(cluster, resource, problem.span));
    }
}

/// The successor in place of the field, if it is missing and has nearly the same meaning.
fn successor(cluster: &Cluster, resource: &Resource, key: FieldSpan) -> Option<Fix> {
    let editor = Editor::new(cluster, resource);
    match &resource.body {
        Body::BgpPeer(peer) if peer.next_hop_mode.key_span().is_none() => {
            let keep = &peer.keep_original_next_hop;
            let value = keep.span().filter(|_| keep.value() == Some(&true))?;
            let successor = BgpPeer::NAMES.next_hop_mode.key();
            let edits = vec![editor.value(key, successor)?, editor.value(value, NextHopMode::Keep.text())?];
            Some(Fix::to_review("write `nextHopMode: Keep`", edits))
        }
        _ => None,
    }
}

/// Whether a gate refuses the field itself.
fn is_refused(cluster: &Cluster, resource: &Resource, key: FieldSpan) -> bool {
    let is_here = |verdict: &&Verdict| verdict.topic == Topic::RemovedField && verdict.span == key.span;
    let mut faults = resource.verdicts.iter().filter(is_here);
    faults.any(|verdict| Admitted::of_one(cluster, resource, verdict).is_refused())
}

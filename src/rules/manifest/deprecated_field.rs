//! `deprecated-field`: a field that has a successor.

use crate::cluster::Cluster;
use crate::resource::value::Release;
use crate::resource::{Body, FieldSpan, ProblemKind, Resource};
use crate::rule::{Check, Editor, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "deprecated-field",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Cleanup, Effect::AtRisk],
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
        let field = problem.field.as_str();
        // Before 3.31 there was nothing else to write.
        let is_too_early = cluster.settings.release.is_some_and(|release| release < Release::v3(31));
        if is_too_early && field == "keepOriginalNextHop" {
            continue;
        }
        let (effect, consequence) = match field {
            "keepOriginalNextHop" => (Effect::Cleanup, "the field works on eBGP sessions only"),
            "ipip" => (Effect::AtRisk, "newer CRDs drop the field, and then the pool has no IP-in-IP"),
            _ => (Effect::AtRisk, "newer CRDs drop the field, and then the pool has no outgoing NAT"),
        };
        findings
            .add(resource.at(problem.span), format!("`{field}` is deprecated: {consequence}"))
            .with_effect(effect)
            .help(format!("write {instead}"))
            .fix(successor(cluster, resource, problem.span));
    }
}

/// The successor in place of the field, where it is not there and the two mean much the same.
fn successor(cluster: &Cluster, resource: &Resource, key: FieldSpan) -> Option<Fix> {
    let editor = Editor::new(cluster, resource);
    match &resource.body {
        Body::BgpPeer(peer) if peer.next_hop_mode.key_span().is_none() => {
            let field = &peer.keep_original_next_hop;
            let value = field.span().filter(|_| field.value() == Some(&true))?;
            let edits = vec![editor.value(key, "nextHopMode")?, editor.value(value, "Keep")?];
            Some(Fix::to_review("write `nextHopMode: Keep`", edits))
        }
        Body::IpPool(pool) if pool.nat_outgoing.key_span().is_none() && editor.written(key) != "ipip" => {
            Some(editor.value(key, "natOutgoing")?.to_review("rename the field to `natOutgoing`"))
        }
        _ => None,
    }
}

//! `unknown-field`: a field that the kind does not have.

use std::collections::BTreeMap;

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::{FieldName, Kind, Problem, ProblemKind, Resource, kinds_with_field};
use crate::rule::{
    Admitted, Check, Edit, Editor, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity, more_places,
    report_refused,
};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::UnknownField],
    fix: FixKind::Unsafe,
    summary: "A field that the kind does not have",
    page: include_str!("../../../rules/unknown-field.md"),
    check: Check::Cluster(check),
};

/// Fields that people look for, and where to find what they want.
const WANTED: [(&str, &str); 8] = [
    ("holdTime", "the hold time is always 240 seconds; `keepaliveTime` (3.32 and later) sets the keepalive interval"),
    ("holdtime", "the hold time is always 240 seconds; `keepaliveTime` (3.32 and later) sets the keepalive interval"),
    ("routerID", "set the router ID with the environment variable CALICO_ROUTER_ID of calico-node"),
    ("routerId", "set the router ID with the environment variable CALICO_ROUTER_ID of calico-node"),
    ("gracefulRestart", "graceful restart is always on; `maxRestartTime` sets its time"),
    (
        "scope",
        "delete `scope`: `node` or `nodeSelector` limits a BGPPeer to some nodes, without both the BGPPeer is global",
    ),
    ("peerASN", "write `asNumber`: `peerASN` is the name in MetalLB"),
    ("peerAddress", "write `peerIP`: `peerAddress` is the name in MetalLB"),
];

/// The fields that only Calico Enterprise has, and what open source Calico has in their place.
const ENTERPRISE: [(&str, &str); 5] = [
    ("failureDetectionMode", "; open source Calico has no BFD"),
    ("restartMode", "; `maxRestartTime` sets the restart time"),
    ("birdGatewayMode", ""),
    ("extensions", ""),
    ("externalNetwork", ""),
];

/// A resource with the problem.
type Written<'c> = (&'c Resource, &'c Problem);

fn check(cluster: &Cluster, findings: &mut Findings) {
    // One slip is often in many objects, so each name is reported once for each kind.
    let is_enterprise = cluster.is_enterprise();
    let mut by_name: BTreeMap<(Kind, String, Option<FieldName>), Vec<Written>> = BTreeMap::new();
    for (resource, problem) in cluster.problems() {
        let (ProblemKind::UnknownField { suggestion, .. }, Some(kind)) = (&problem.kind, resource.kind) else {
            continue;
        };
        let field = problem.subject.to_string();
        if is_enterprise && ENTERPRISE.iter().any(|(name, _)| *name == field) {
            continue;
        }
        by_name.entry((kind, field, *suggestion)).or_default().push((resource, problem));
    }
    for ((kind, field, suggestion), mut places) in by_name {
        places.sort_by_key(|(resource, _)| resource.name());
        let Some(((resource, problem), others)) = places.split_first() else {
            continue;
        };
        let wanted = wanted(&field);
        let meant = suggestion.filter(|_| wanted.is_none()).map(FieldName::key);
        let is_other_case = meant.is_some_and(|meant| meant.eq_ignore_ascii_case(&field));
        let homes: Vec<Kind> = kinds_with_field(&field).collect();
        let home_names: Vec<&str> = homes.iter().map(|kind| kind.name()).collect();
        let help = wanted.unwrap_or_else(|| match meant {
            Some(meant) if is_other_case => format!("write `{meant}`: only calicoctl ignores the case of field names"),
            Some(meant) => format!("did you mean `{meant}`?"),
            None if homes.contains(&kind) => format!("move `{field}` directly under `spec`"),
            None if !homes.is_empty() => format!("`{field}` is a field of {}", home_names.join(" and ")),
            None => "delete the field, or look up its name in Calico's reference".to_owned(),
        });
        let admitted = Admitted::at(cluster, resource, problem.span);
        let otherwise = match admitted.is_refused() {
            true => "it lacks the field",
            false => "Kubernetes rejects the object, or drops the field",
        };
        let (effect, consequence) = admitted.or_else(Effect::Dropped, otherwise);
        let more = more_places(places.len());
        let message = format!("{} has no field `{field}` here{more}: {consequence}", kind.name());
        let finding = findings.add(resource.at(problem.span), message);
        finding.with_effect(effect).help(help);
        for (other, problem) in others {
            finding.related(other.at(problem.span), "the same field");
        }
        finding.fix(meant.and_then(|meant| rename(cluster, &places, meant, is_other_case)));
    }
    report_refused(cluster, findings);
}

/// The help for a field that people look for.
fn wanted(field: &str) -> Option<String> {
    let in_enterprise = ENTERPRISE.iter().find(|(name, _)| *name == field);
    let help = in_enterprise.map(|(name, instead)| format!("only Calico Enterprise has `{name}`{instead}"));
    help.or_else(|| WANTED.iter().find(|(name, _)| *name == field).map(|(_, help)| (*help).to_owned()))
}

/// The field that is meant in all places, unless another unknown field of a mapping is as similar to it.
fn rename(cluster: &Cluster, places: &[Written], meant: &str, is_certain: bool) -> Option<Fix> {
    let has_rival = |problem: &Problem| matches!(problem.kind, ProblemKind::UnknownField { has_rival: true, .. });
    let edit = |(resource, problem): &Written| {
        Editor::new(cluster, resource).value(problem.span, meant).filter(|_| !has_rival(problem))
    };
    let edits: Vec<Edit> = places.iter().map(edit).collect::<Option<_>>()?;
    let title = format!("rename the field to `{meant}`");
    Some(if is_certain { Fix::safe(title, edits) } else { Fix::to_review(title, edits) })
}

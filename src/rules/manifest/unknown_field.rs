//! `unknown-field`: a field that the kind does not have.

use crate::cluster::Cluster;
use crate::resource::{FieldName, Kind, ProblemKind, kinds_with_field};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::Unsafe,
    summary: "A field that the kind does not have",
    page: include_str!("../../../rules/unknown-field.md"),
    check: Check::Cluster(check),
};

/// Fields that people look for, and where to find what they want.
const WANTED: [(&str, &str); 13] = [
    ("holdTime", "the hold time is always 240 seconds; `keepaliveTime` (3.32 and later) sets the keepalive interval"),
    ("holdtime", "the hold time is always 240 seconds; `keepaliveTime` (3.32 and later) sets the keepalive interval"),
    ("routerID", "set the router ID with the environment variable CALICO_ROUTER_ID of calico-node"),
    ("routerId", "set the router ID with the environment variable CALICO_ROUTER_ID of calico-node"),
    ("gracefulRestart", "graceful restart is always on; `maxRestartTime` sets its time"),
    ("failureDetectionMode", "only Calico Enterprise has `failureDetectionMode`; open source Calico has no BFD"),
    ("restartMode", "only Calico Enterprise has `restartMode`; `maxRestartTime` sets the restart time"),
    ("birdGatewayMode", "only Calico Enterprise has `birdGatewayMode`"),
    ("extensions", "only Calico Enterprise has `extensions`"),
    ("externalNetwork", "only Calico Enterprise has `externalNetwork`"),
    (
        "scope",
        "delete `scope`: `node` or `nodeSelector` limits a BGPPeer to some nodes, without both the BGPPeer is global",
    ),
    ("peerASN", "write `asNumber`: `peerASN` is the name in MetalLB"),
    ("peerAddress", "write `peerIP`: `peerAddress` is the name in MetalLB"),
];

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::UnknownField { suggestion, has_rival } = &problem.kind else {
            continue;
        };
        let Some(kind) = resource.kind else {
            continue;
        };
        let field = &problem.subject.to_string();
        let wanted = WANTED.iter().find(|(name, _)| *name == field).map(|(_, help)| (*help).to_owned());
        let meant = suggestion.filter(|_| wanted.is_none()).map(FieldName::key);
        let is_other_case = meant.is_some_and(|meant| meant.eq_ignore_ascii_case(field));
        let homes: Vec<Kind> = kinds_with_field(field).collect();
        let home_names: Vec<&str> = homes.iter().map(|kind| kind.name()).collect();
        let help = wanted.unwrap_or_else(|| match meant {
            Some(meant) if is_other_case => format!("write `{meant}`: only calicoctl ignores the case of field names"),
            Some(meant) => format!("did you mean `{meant}`?"),
            None if homes.contains(&kind) => format!("move `{field}` directly under `spec`"),
            None if !homes.is_empty() => format!("`{field}` is a field of {}", home_names.join(" and ")),
            None => "delete the field, or look up its name in Calico's reference".to_owned(),
        });
        let (effect, consequence) = match kind {
            Kind::CalicoNode => (Effect::Refused, "calicoctl rejects the object"),
            _ => (Effect::Dropped, "Kubernetes drops the field, or rejects the object"),
        };
        let edit = meant.filter(|_| !has_rival).and_then(|meant| {
            let edit = Editor::new(cluster, resource).value(problem.span, meant)?;
            let title = format!("rename the field to `{meant}`");
            Some(if is_other_case { edit.safe(title) } else { edit.to_review(title) })
        });
        let message = format!("{} has no field `{field}` here: {consequence}", kind.name());
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help).fix(edit);
    }
}

//! `unknown-field`: a field that the kind does not have.

use crate::cluster::Cluster;
use crate::resource::{ProblemKind, kinds_with_field};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-field",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "A field that the kind does not have",
    page: include_str!("../../../rules/unknown-field.md"),
    check: Check::Cluster(check),
};

/// Fields that people look for, and where to find what they are after.
const WANTED: [(&str, &str); 13] = [
    ("holdTime", "the hold time is fixed at 240 s; `keepaliveTime` (3.32 and later) sets the keepalive interval"),
    ("holdtime", "the hold time is fixed at 240 s; `keepaliveTime` (3.32 and later) sets the keepalive interval"),
    ("routerID", "the router ID is set by the environment variable CALICO_ROUTER_ID of calico-node"),
    ("routerId", "the router ID is set by the environment variable CALICO_ROUTER_ID of calico-node"),
    ("gracefulRestart", "graceful restart is always on; `maxRestartTime` sets its time"),
    ("failureDetectionMode", "this field exists in Calico Enterprise only; open source Calico has no BFD"),
    ("restartMode", "this field exists in Calico Enterprise only; `maxRestartTime` sets the restart time"),
    ("birdGatewayMode", "this field exists in Calico Enterprise only"),
    ("extensions", "this field exists in Calico Enterprise only"),
    ("externalNetwork", "this field exists in Calico Enterprise only"),
    ("scope", "Calico 3 has no scope: `node` or `nodeSelector` narrows a BGPPeer down, neither makes it global"),
    ("peerASN", "this is MetalLB's name; Calico's is `asNumber`"),
    ("peerAddress", "this is MetalLB's name; Calico's is `peerIP`"),
];

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::UnknownField { suggestion } = &problem.kind else {
            continue;
        };
        let (kind, field) = (resource.kind_name(), problem.field.as_str());
        let homes = kinds_with_field(field);
        let help = match (suggestion, WANTED.iter().find(|(name, _)| *name == field)) {
            (_, Some((_, help))) => (*help).to_owned(),
            (Some(meant), _) if meant.eq_ignore_ascii_case(field) => {
                format!("write `{meant}`: only calicoctl takes field names in any case")
            }
            (Some(meant), _) => format!("write `{meant}`"),
            (None, _) if !homes.is_empty() && !homes.contains(&kind) => {
                format!("`{field}` is a field of {}", homes.join(" and "))
            }
            (None, _) if homes.contains(&kind) => format!("`{field}` belongs directly under `spec`"),
            (None, _) => "remove it, or look up its name in Calico's reference".to_owned(),
        };
        let (effect, consequence) = match kind {
            "Node" => (Effect::Refused, "calicoctl refuses the document"),
            _ => (Effect::Dropped, "the API server drops it, or refuses the document"),
        };
        let message = format!("{kind} has no field `{field}` here: {consequence}");
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help);
    }
}

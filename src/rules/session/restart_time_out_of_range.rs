//! `restart-time-out-of-range`: a restart time that BGP cannot carry (RFC 4724: 12 bits).

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, Field, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::value::GoDuration;

/// The longest time that BGP's 12 bits can hold, in seconds.
const LONGEST: i64 = 4095;

/// The rule.
pub static RULE: Rule = Rule {
    name: "restart-time-out-of-range",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "A restart time that BGP cannot send",
    page: include_str!("../../../rules/restart-time-out-of-range.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    // `ignored-field` reports a restart time for pods, `mesh-setting-without-mesh` one of a mesh that is off.
    for (resource, peer) in cluster.all::<BgpPeer>().filter(|(_, peer)| !peer.is_for_pods()) {
        check_time(resource, "maxRestartTime", &peer.max_restart_time, findings);
    }
    for (resource, configuration) in cluster.default_configurations().filter(|(_, fields)| !fields.is_mesh_off()) {
        check_time(resource, "nodeMeshMaxRestartTime", &configuration.node_mesh_max_restart_time, findings);
    }
}

fn check_time(resource: &Resource, name: &str, field: &Field<GoDuration>, findings: &mut Findings) {
    let Some((time, span)) = field.value().zip(field.span()) else {
        return;
    };
    let seconds = time.rounded_seconds();
    let message = match seconds {
        // `invalid-duration` reports a negative time.
        _ if time.0 < 0 => return,
        0 => {
            let is = if time.0 == 0 { "is" } else { "is rounded to" };
            format!("`{name}` {is} 0 s, so the neighbors drop all routes as soon as BIRD restarts")
        }
        _ if seconds > LONGEST => format!(
            "`{name}` of {seconds} s is more than BGP can send ({LONGEST} s): the neighbors read {} s, and flags beside the time are corrupted",
            seconds % (LONGEST + 1)
        ),
        _ => return,
    };
    findings.add(resource.at(span), message).help("write 1s to 4095s; without the field BIRD uses 120s");
}

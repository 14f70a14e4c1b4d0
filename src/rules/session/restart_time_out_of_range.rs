//! `restart-time-out-of-range`: a restart time that BGP cannot carry (RFC 4724: 12 bits).

use crate::cluster::Cluster;
use crate::resource::value::GoDuration;
use crate::resource::{Field, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The longest time that fits the field, in seconds.
const LONGEST: i64 = 4095;
/// What is rounded to no time at all, in nanoseconds.
const HALF_A_SECOND: i64 = 500_000_000;

/// The rule.
pub static RULE: Rule = Rule {
    name: "restart-time-out-of-range",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    fix: FixKind::None,
    summary: "A restart time that BGP cannot carry",
    page: include_str!("../../../rules/restart-time-out-of-range.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    // Pods have no restart time, and without the mesh nobody has that of the mesh: both are told as that.
    for (resource, peer) in cluster.peers().filter(|(_, peer)| !peer.is_for_pods()) {
        check_time(resource, "maxRestartTime", &peer.max_restart_time, findings);
    }
    let default = cluster.configurations().filter(|(resource, _)| resource.name() == "default");
    for (resource, configuration) in default.filter(|(_, fields)| !fields.is_mesh_off()) {
        check_time(resource, "nodeMeshMaxRestartTime", &configuration.node_mesh_max_restart_time, findings);
    }
}

fn check_time(resource: &Resource, name: &str, field: &Field<GoDuration>, findings: &mut Findings) {
    let Some((time, span)) = field.value().zip(field.span()) else {
        return;
    };
    let seconds = time.rounded_seconds();
    let message = match time.0 {
        // A negative one is told as that.
        ..0 => return,
        0..HALF_A_SECOND => {
            let is = if time.0 == 0 { "is" } else { "is rounded to" };
            format!("this `{name}` {is} 0 s: the neighbours drop all routes as soon as BIRD restarts")
        }
        _ if seconds > LONGEST => format!(
            "BGP carries a restart time of {LONGEST} s at most: of {seconds} s the neighbours see {} s, and flags beside it are garbled",
            seconds % (LONGEST + 1)
        ),
        _ => return,
    };
    findings.add(resource.at(span), message).help("write 1s to 4095s; without it BIRD takes 120s");
}

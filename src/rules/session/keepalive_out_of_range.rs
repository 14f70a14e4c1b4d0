//! `keepalive-out-of-range`: a keepalive time that cannot work with the hold time, which is fixed.

use crate::cluster::Cluster;
use crate::resource::BgpPeer;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// BIRD's hold time in seconds, which Calico does not set (RFC 4271, section 4.2).
const HOLD_TIME: i64 = 240;
/// BIRD's own keepalive time in seconds, a third of the hold time, so that two keepalives may be lost.
const USUAL: i64 = 80;

/// The rule.
pub static RULE: Rule = Rule {
    name: "keepalive-out-of-range",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk, Effect::SessionDown, Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A keepalive time that cannot work",
    page: include_str!("../../../rules/keepalive-out-of-range.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    // `ignored-field` reports a keepalive time for pods.
    for (resource, peer) in cluster.all::<BgpPeer>().filter(|(_, peer)| !peer.is_for_pods()) {
        let Some((time, span)) = peer.keepalive_time.value().zip(peer.keepalive_time.span()) else {
            continue;
        };
        let (severity, effect, message) = match time.rounded_seconds() {
            // `invalid-duration` reports a negative time.
            _ if time.0 < 0 => continue,
            0 => {
                let is = if time.0 == 0 { "is" } else { "is rounded to" };
                (
                    Severity::Error,
                    Effect::Dropped,
                    format!(
                        "`keepaliveTime` {is} 0 s, which BIRD reads as not set, so BIRD sends a keepalive every {USUAL} s"
                    ),
                )
            }
            seconds @ HOLD_TIME.. => (
                Severity::Error,
                Effect::SessionDown,
                format!(
                    "`keepaliveTime` of {seconds} s is not shorter than the hold time of {HOLD_TIME} s: the neighbor closes the session again and again"
                ),
            ),
            seconds if seconds > USUAL => {
                let lost = if 2 * seconds >= HOLD_TIME {
                    "one lost keepalive ends"
                } else {
                    "two lost keepalives in a row end"
                };
                (
                    Severity::Warning,
                    Effect::AtRisk,
                    format!(
                        "`keepaliveTime` of {seconds} s is more than a third of the hold time of {HOLD_TIME} s: {lost} the session"
                    ),
                )
            }
            _ => continue,
        };
        findings
            .add(resource.at(span), message)
            .severity(severity)
            .with_effect(effect)
            .help("write 1s to 80s; without the field BIRD uses 80s");
    }
}

//! `keepalive-out-of-range`: a keepalive time that cannot work with the hold time, which is fixed.

use crate::cluster::Cluster;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// BIRD's hold time, which Calico does not set (RFC 4271 section 4.2), in nanoseconds.
const HOLD_TIME: i64 = 240_000_000_000;
/// A third of it, in nanoseconds: what BIRD takes by itself, so that two keepalives may be lost.
const USUAL: i64 = 80_000_000_000;
/// What is rounded to no time at all, in nanoseconds.
const HALF_A_SECOND: i64 = 500_000_000;

/// The rule.
pub static RULE: Rule = Rule {
    name: "keepalive-out-of-range",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A keepalive time that cannot work",
    page: include_str!("../../../rules/keepalive-out-of-range.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, peer) in cluster.peers() {
        let Some((time, span)) = peer.keepalive_time.value().zip(peer.keepalive_time.span()) else {
            continue;
        };
        let seconds = time.rounded_seconds();
        let (severity, message) = match time.0 {
            // A negative one is told as that.
            ..0 => continue,
            0..HALF_A_SECOND => (
                Severity::Error,
                "this `keepaliveTime` is rounded to 0 s, which BIRD takes for none: it sends every 80 s".to_owned(),
            ),
            HOLD_TIME.. => (
                Severity::Error,
                format!(
                    "a keepalive every {seconds} s comes after the hold time of 240 s: the neighbour drops the session each time"
                ),
            ),
            time if time > USUAL => (
                Severity::Warning,
                format!(
                    "a keepalive every {seconds} s is more than a third of the hold time of 240 s: one lost packet more, and the session drops"
                ),
            ),
            _ => continue,
        };
        findings.add(resource.at(span), message).severity(severity).help("write 1s to 80s; without it BIRD takes 80s");
    }
}

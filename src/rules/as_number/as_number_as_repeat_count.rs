//! `as-number-as-repeat-count`: an AS number where a small count is due.

use crate::cluster::Cluster;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// How often an own AS number may stand in a path at most, in any fabric that makes sense.
const MOST: i64 = 10;

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-as-repeat-count",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A count of own AS numbers that is an AS number",
    page: include_str!("../../../rules/as-number-as-repeat-count.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, peer) in cluster.peers() {
        let count = &peer.num_allowed_local_as_numbers;
        let Some((number, span)) = count.value().zip(count.span()).filter(|(number, _)| **number > MOST) else {
            continue;
        };
        let message = format!(
            "`numAllowedLocalASNumbers` is how often the own AS number may stand in the path of a route, not an AS number: with \
             {number} routing loops pass, and a value that Calico cannot read stops every BGPPeer of the cluster"
        );
        findings.add(resource.at(span), message).help("write 1 or 2, or `localASNumber` for an AS number to claim");
    }
}

//! `invalid-port`: a value that is no port.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-port",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    is_freeze: false,
    summary: "A value that is no port",
    page: include_str!("../../../rules/invalid-port.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidPort { written, is_octal } = &problem.kind else {
            continue;
        };
        let (message, help) = match (*is_octal, problem.field.as_str()) {
            (true, _) => (
                format!("the port in `{written}` has a leading zero: Calico reads it as octal, or skips the BGPPeer"),
                "write the port without leading zeros",
            ),
            (false, "peerIP") => (
                format!("`{written}` has no port from 1 to 65535: Calico skips the whole BGPPeer, or ignores the port"),
                "write a port from 1 to 65535, or none",
            ),
            _ => (format!("{written} is no port: the API server refuses the document"), "write a port from 1 to 65535"),
        };
        findings.add(resource.at(problem.span), message).help(help);
    }
}

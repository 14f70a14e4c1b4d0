//! `invalid-port`: a value that is no port.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-port",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "A value that is no port",
    page: include_str!("../../../rules/invalid-port.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidPort { written, is_octal } = &problem.kind else {
            continue;
        };
        let (effect, message, help) = match (*is_octal, problem.field.as_str()) {
            (true, _) => (
                Effect::Dropped,
                format!("the port in `{written}` has a leading zero: Calico reads it as octal, or skips the BGPPeer"),
                "write the port without leading zeros",
            ),
            (false, "peerIP") => (
                Effect::Dropped,
                format!("`{written}` has no port from 1 to 65535: Calico skips the whole BGPPeer, or ignores the port"),
                "write a port from 1 to 65535, or none",
            ),
            _ => (
                Effect::Refused,
                format!("{written} is no port: the API server refuses the document"),
                "write a port from 1 to 65535",
            ),
        };
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help);
    }
}

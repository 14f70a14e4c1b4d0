//! `invalid-cidr`: a value that is not a valid CIDR.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::resource::value::CidrError;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-cidr",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    fix: FixKind::None,
    summary: "A value that is not a valid CIDR",
    page: include_str!("../../../rules/invalid-cidr.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidCidr { written, reason } = &problem.kind else {
            continue;
        };
        let (why, help) = match reason {
            CidrError::NoPrefixLength => {
                ("the prefix length is missing", "add the prefix length: `/32` or `/128` for a single address")
            }
            CidrError::Range => ("a range of addresses", "write the range as one or more prefixes"),
            CidrError::PrefixLength => {
                let help = "write one number after `/`: at most 32 for IPv4, at most 128 for IPv6";
                ("the part after the first `/` is not a valid prefix length", help)
            }
            CidrError::Malformed => {
                ("not an IP address followed by a prefix length", "write the CIDR like 10.0.0.0/16 or fd00::/48")
            }
        };
        let message = format!("`{written}` is not a valid CIDR ({why}): Kubernetes rejects the object");
        findings.add(resource.at(problem.span), message).help(help);
    }
}

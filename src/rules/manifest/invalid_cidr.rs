//! `invalid-cidr`: a value that is not a valid CIDR.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::resource::{Kind, ProblemKind, Resource};
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};
use crate::value::CidrError;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-cidr",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped, Effect::RoutesLost, Effect::Frozen],
    topics: &[Topic::Cidr],
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
        let (effect, otherwise) = consequence(resource, *reason);
        let (effect, consequence) = Admitted::at(cluster, resource, problem.span).or_else(effect, otherwise);
        let message = format!("`{written}` is not a valid CIDR ({why}): {consequence}");
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help);
    }
    report_refused(cluster, findings);
}

/// What happens where the value gets into the cluster.
fn consequence(resource: &Resource, reason: CidrError) -> (Effect, &'static str) {
    match (resource.kind, reason) {
        (Some(Kind::IpPool), _) => {
            (Effect::Dropped, "Calico drops the pool, and automatic IPAM of the address family stops on every node")
        }
        (Some(Kind::BgpFilter), CidrError::NoPrefixLength) => {
            (Effect::RoutesLost, "BIRD drops every route that a rule with In or NotIn is asked about")
        }
        (Some(Kind::BgpFilter), _) => (Effect::Frozen, "every node keeps its old BGP configuration"),
        _ => (Effect::RoutesLost, "Calico drops the update of the whole list, and its routes are not announced"),
    }
}

//! `cidr-has-host-bits`: a network with bits set behind its prefix length.

use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "cidr-has-host-bits",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A network with bits set behind its prefix length",
    page: include_str!("../../../rules/cidr-has-host-bits.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::HostBits { written, masked } = &problem.kind else {
            continue;
        };
        let consequence = match resource.kind_name() {
            "IPPool" => "calicoctl refuses the pool, and so do the CRDs from 3.32 on; BIRD takes no such network",
            _ => "BIRD refuses the file, so every node keeps its old BGP configuration",
        };
        let message = format!("`{written}` has bits set behind its prefix length: {consequence}");
        findings.add(resource.at(problem.span), message).help(format!("write `{masked}`"));
    }
}

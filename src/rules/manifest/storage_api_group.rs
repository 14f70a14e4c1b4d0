//! `storage-api-group`: objects of `crd.projectcalico.org/v1`, which bypass Calico's own checks.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "storage-api-group",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::None,
    summary: "Objects of `crd.projectcalico.org/v1`, which bypass Calico's own checks",
    page: include_str!("../../../rules/storage-api-group.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let message = "objects of `crd.projectcalico.org/v1` bypass Calico's own checks and defaults: Kubernetes accepts values \
                   that fail at run time";
    for stored in cluster.resources().filter(|resource| resource.is_storage) {
        findings.add_once(stored.place(), message).help(
            "use `projectcalico.org/v3` where the cluster serves it (Calico's API server, or native CRDs from 3.32 on)",
        );
    }
}

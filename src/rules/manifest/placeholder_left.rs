//! `placeholder-left`: a placeholder that nobody has replaced by a value.

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, Kind, Problem, ProblemKind};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "placeholder-left",
    group: Group::Manifest,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A placeholder that nobody has replaced by a value",
    page: include_str!("../../../rules/placeholder-left.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for resource in cluster.resources() {
        let left = |problem: &&Problem| matches!(problem.kind, ProblemKind::PlaceholderLeft { .. });
        let mut problems = resource.problems.iter().filter(left);
        let Some(first) = problems.next() else {
            continue;
        };
        let ProblemKind::PlaceholderLeft { written } = &first.kind else {
            continue;
        };
        let more = match problems.count() {
            0 => String::new(),
            count => format!(" (and {count} more in the resource)"),
        };
        let is_address =
            [BgpPeer::NAMES.peer_ip, BgpPeer::NAMES.reachable_by].into_iter().any(|name| first.subject.is(name));
        let (effect, consequence) = match resource.kind {
            Some(Kind::BgpPeer) if is_address => {
                (Effect::Dropped, "Calico skips the BGPPeer with one log line, and no node has the session")
            }
            Some(Kind::KubernetesNode) => (Effect::Dropped, "Calico silently ignores the annotation"),
            _ => (Effect::Refused, "calicoctl or Kubernetes rejects the object"),
        };
        let message = format!("`{written}` is a placeholder that was never replaced{more}: {consequence}");
        findings
            .add(resource.at(first.span), message)
            .with_effect(effect)
            .help(format!("write the real value of `{}`", first.subject));
    }
}

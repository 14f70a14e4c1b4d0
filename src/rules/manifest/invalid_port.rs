//! `invalid-port`: a value that is not a valid port.

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, ProblemKind};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-port",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::Refused],
    fix: FixKind::Safe,
    summary: "A value that is not a valid port",
    page: include_str!("../../../rules/invalid-port.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::InvalidPort { written, is_octal } = &problem.kind else {
            continue;
        };
        let place = resource.at(problem.span);
        if let Some((host, port)) = written.rsplit_once(':').filter(|_| *is_octal) {
            let meant = format!("{host}:{}", port.trim_start_matches('0'));
            let edit = Editor::new(cluster, resource).value(problem.span, &meant);
            let message = format!(
                "the port in `{written}` has a leading zero: Calico reads an octal number, or skips the BGPPeer"
            );
            findings
                .add(place, message)
                .with_effect(Effect::Dropped)
                .help(format!("write `{meant}`"))
                .fix(edit.map(|edit| edit.safe("delete the leading zero")));
            continue;
        }
        let (effect, message, help) = match problem.subject.is(BgpPeer::NAMES.peer_ip) {
            true => (
                Effect::Dropped,
                format!(
                    "the port in `{written}` is not from 1 to 65535: Calico skips the BGPPeer, or ignores the port"
                ),
                "write a port from 1 to 65535, or leave out the port",
            ),
            false => (
                Effect::Refused,
                format!("{written} is not a valid port: Kubernetes rejects the object"),
                "write a port from 1 to 65535",
            ),
        };
        findings.add(place, message).with_effect(effect).help(help);
    }
}

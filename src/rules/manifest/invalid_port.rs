//! `invalid-port`: a value that is not a valid port.

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, Body, ProblemKind};
use crate::rule::{Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-port",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped, Effect::SessionDown, Effect::Refused],
    topics: &[],
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
        let finding = match &resource.body {
            Body::BgpPeer(peer) => {
                let (effect, consequence) = consequence(peer);
                let fault = if *is_octal { "has a leading zero" } else { "is not from 1 to 65535" };
                let admitted = Admitted::at(cluster, resource, problem.span);
                let (effect, consequence) = admitted.or_else(effect, &consequence);
                let message = format!("the port in `{written}` {fault}: {consequence}");
                findings.add(resource.at(problem.span), message).with_effect(effect)
            }
            _ => {
                let admitted = Admitted::at(cluster, resource, problem.span);
                let (effect, consequence) = admitted.or_else(Effect::Dropped, "Calico uses port 179");
                let message = format!("{written} is not a valid port: {consequence}");
                findings.add(resource.at(problem.span), message).with_effect(effect)
            }
        };
        match (written.rsplit_once(':'), is_octal) {
            (Some((host, port)), true) => {
                let meant = format!("{host}:{}", port.trim_start_matches('0'));
                let edit = Editor::new(cluster, resource).value(problem.span, &meant);
                finding.help(format!("write `{meant}`")).fix(edit.map(|edit| edit.safe("delete the leading zero")));
            }
            (Some(_), false) => {
                finding.help("write a port from 1 to 65535, or leave out the port");
            }
            (None, _) => {
                finding.help("write a port from 1 to 65535");
            }
        }
    }
}

/// The effect of the port of a BGPPeer, which Calico reads by other rules than the checks.
fn consequence(peer: &BgpPeer) -> (Effect, String) {
    match peer.dialed.as_ref().map(|dialed| dialed.port) {
        Some(Some(port)) => {
            (Effect::SessionDown, format!("Calico reads the port as octal and connects to port {port}"))
        }
        Some(None) => (Effect::Dropped, "Calico ignores the port".to_owned()),
        None => (Effect::Dropped, "Calico skips the BGPPeer with one log line, and no node has the session".to_owned()),
    }
}

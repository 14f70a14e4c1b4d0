//! `wrong-type`: a value of another type than the field accepts.

use crate::cluster::Cluster;
use crate::document::scalar::{Resolved, resolve};
use crate::resource::{BgpPeer, Expected, FieldSpan, IpPool, Kind, ProblemKind, Shape, Subject};
use crate::rule::{Check, Editor, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped],
    fix: FixKind::Safe,
    summary: "A value of another type than the field accepts",
    page: include_str!("../../../rules/wrong-type.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::WrongType { expected, found } = &problem.kind else {
            continue;
        };
        let makes_global = resource.kind == Some(Kind::BgpPeer) && problem.subject.is(BgpPeer::NAMES.node_selector);
        let consequence = match (found, resource.kind) {
            (Shape::Nothing, _) if makes_global => {
                "the field counts as not set, so the BGPPeer is global, or Kubernetes rejects the object"
            }
            (Shape::Nothing, _) => "the field counts as not set, or Kubernetes rejects the object",
            (_, Some(Kind::CalicoNode)) => "calicoctl rejects the object",
            _ => "Kubernetes rejects the object",
        };
        let what = match &problem.subject {
            Subject::Item(list) => format!("each item of `{list}`"),
            field => format!("`{field}`"),
        };
        let help = match (found, expected) {
            (Shape::Mapping | Shape::List, Expected::Text) if is_selector(&problem.subject) => {
                "write the selector as text, such as \"rack == 'a' && has(bgp)\"".to_owned()
            }
            (Shape::Nothing, _) => "write a value, or delete the key".to_owned(),
            (Shape::Text, Expected::Number) => "remove the quotes, or write a number".to_owned(),
            (Shape::Number | Shape::Boolean, Expected::Text) => "put the value in quotes".to_owned(),
            _ => format!("write {expected}"),
        };
        let message = format!("expected {expected} for {what}, found {found}: {consequence}");
        let fix = requoted(&Editor::new(cluster, resource), problem.span, *expected);
        let effect = if *found == Shape::Nothing { Effect::Dropped } else { Effect::Refused };
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help).fix(fix);
    }
}

/// The value with quotes, or without quotes, if only the quotes make the type wrong.
fn requoted(editor: &Editor, span: FieldSpan, expected: Expected) -> Option<Fix> {
    let written = editor.written(span);
    let inside = written.trim_matches(['"', '\'']);
    let is_quoted = inside.len() + 2 == written.len();
    match (expected, resolve(inside)) {
        (Expected::Number, Resolved::Int(_)) | (Expected::Boolean, Resolved::Bool(_)) if is_quoted => {
            Some(editor.unquoted(span, inside)?.safe("remove the quotes"))
        }
        (Expected::Text, resolved @ (Resolved::Bool(_) | Resolved::Int(_) | Resolved::Float(_)))
            if !is_quoted && resolved.as_text(written) == written =>
        {
            Some(editor.quoted(span, written)?.safe("quote the value"))
        }
        _ => None,
    }
}

/// Whether a field holds a selector.
fn is_selector(field: &Subject) -> bool {
    let (peer, pool) = (BgpPeer::NAMES, IpPool::NAMES);
    let of_peers = [peer.node_selector, peer.peer_selector, peer.local_workload_selector];
    of_peers.into_iter().chain([pool.node_selector, pool.namespace_selector]).any(|name| field.is(name))
}

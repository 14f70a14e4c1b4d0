//! `wrong-type`: a value of another type than the field accepts.

use crate::document::scalar::{Resolved, resolve};
use crate::resource::{BgpPeer, Body, Expected, FieldSpan, IpPool, Kind, ProblemKind, Resource, Shape, Subject};
use crate::rule::{Check, Editor, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped, Effect::Frozen],
    fix: FixKind::Safe,
    summary: "A value of another type than the field accepts",
    page: include_str!("../../../rules/wrong-type.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let cluster = sessions.cluster;
    for (resource, problem) in cluster.problems() {
        let ProblemKind::WrongType { expected, found } = &problem.kind else {
            continue;
        };
        let (effect, consequence) = match (found, resource.kind) {
            (Shape::Nothing, _) => consequence_of_nothing(sessions, resource, &problem.subject),
            (_, Some(Kind::CalicoNode)) => (Effect::Refused, "calicoctl rejects the object".to_owned()),
            _ => (Effect::Refused, "Kubernetes rejects the object".to_owned()),
        };
        let what = match &problem.subject {
            Subject::Item(list) => format!("each item of `{list}`"),
            field => format!("`{field}`"),
        };
        let help = match (found, expected) {
            (Shape::Mapping | Shape::List, Expected::Text) if is_selector(&problem.subject) => {
                "write the selector as text, such as \"rack == 'a' && has(bgp)\"".to_owned()
            }
            (Shape::Nothing, Expected::AsNumber) if effect == Effect::Frozen => {
                "write the neighbor's AS number".to_owned()
            }
            (Shape::Nothing, _) => "write a value, or delete the key".to_owned(),
            (Shape::Text, Expected::Number) => "remove the quotes, or write a number".to_owned(),
            (Shape::Number | Shape::Boolean, Expected::Text) => "put the value in quotes".to_owned(),
            _ => format!("write {expected}"),
        };
        let message = format!("expected {expected} for {what}, found {found}: {consequence}");
        let fix = requoted(&Editor::new(cluster, resource), problem.span, *expected);
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help).fix(fix);
    }
}

/// The consequence of a field without a value: if Kubernetes accepts the object, the field counts as not set.
fn consequence_of_nothing(sessions: &Sessions, resource: &Resource, field: &Subject) -> (Effect, String) {
    let peer = match &resource.body {
        Body::BgpPeer(peer) => Some(peer),
        _ => None,
    };
    let numbered = peer.filter(|_| field.is(BgpPeer::NAMES.as_number)).and_then(|peer| peer.neighbor_by_address());
    if let Some(place) = numbered {
        let refusal = refusal(sessions, resource, place);
        return (Effect::Frozen, format!("Kubernetes rejects the object, or the neighbor gets AS 0 and {refusal}"));
    }
    let consequence = match peer.is_some() && field.is(BgpPeer::NAMES.node_selector) {
        true => "the field counts as not set, so the BGPPeer is global, or Kubernetes rejects the object",
        false => "the field counts as not set, or Kubernetes rejects the object",
    };
    (Effect::Dropped, consequence.to_owned())
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

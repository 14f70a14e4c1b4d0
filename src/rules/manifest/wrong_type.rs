//! `wrong-type`: a value of another type than the field accepts.

use crate::admission::{Topic, fields_in};
use crate::document::scalar::{Resolved, resolve};
use crate::resource::{
    BgpPeer, Body, Expected, FieldName, FieldSpan, IpPool, Kind, Problem, ProblemKind, Resource, Shape, Subject,
};
use crate::rule::{
    Admitted, Check, Editor, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity, list, refusal,
    report_refused,
};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Dropped, Effect::Frozen, Effect::Cleanup],
    topics: &[Topic::Type],
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
        let (severity, effect, consequence) = match found {
            Shape::Nothing => consequence_of_nothing(sessions, resource, problem),
            _ => {
                let admitted = Admitted::at(cluster, resource, problem.span);
                let is_converted = *expected == Expected::Text && matches!(found, Shape::Boolean | Shape::Number);
                let (effect, consequence) = match resource.kind {
                    // Kubernetes' own kinds have no CRD.
                    Some(kind) if !kind.is_calico() => (Effect::Refused, "Kubernetes rejects the object".to_owned()),
                    Some(Kind::CalicoNode) | None => admitted.or_else(Effect::Dropped, "the field counts as not set"),
                    Some(_) if is_converted => {
                        (Effect::Refused, "Kubernetes rejects the object, calicoctl makes it text".to_owned())
                    }
                    Some(_) => admitted.or_else(Effect::Dropped, "the field counts as not set"),
                };
                (Severity::Error, effect, consequence)
            }
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
            (_, Expected::Mapping) => {
                let field = problem.subject.field().map_or("", FieldName::key);
                match resource.kind.map_or(Vec::new(), |kind| fields_in(kind, field)).as_slice() {
                    [] => "write a mapping".to_owned(),
                    fields => format!("write a mapping with {}", list(fields)),
                }
            }
            _ => format!("write {expected}"),
        };
        let message = format!("expected {expected} for {what}, found {found}: {consequence}");
        let fix = requoted(&Editor::new(cluster, resource), problem.span, *expected);
        findings.add(resource.at(problem.span), message).severity(severity).with_effect(effect).help(help).fix(fix);
    }
    report_refused(cluster, findings);
}

/// The consequence of a field without a value, which counts as not set.
fn consequence_of_nothing(sessions: &Sessions, resource: &Resource, problem: &Problem) -> (Severity, Effect, String) {
    let field = &problem.subject;
    let peer = match &resource.body {
        Body::BgpPeer(peer) => Some(peer),
        _ => None,
    };
    let numbered = peer.filter(|_| field.is(BgpPeer::NAMES.as_number)).and_then(|peer| peer.neighbor_by_address());
    if let Some(place) = numbered {
        let refusal = refusal(sessions, resource, place);
        return (Severity::Error, Effect::Frozen, format!("the neighbor gets AS 0, and {refusal}"));
    }
    let admitted = Admitted::at(sessions.cluster, resource, problem.span);
    let names = BgpPeer::NAMES;
    let is_scope = field.is(names.node) || is_selector(field);
    if is_scope || admitted.is_refused() {
        let otherwise = match peer.is_some() && (field.is(names.node) || field.is(names.node_selector)) {
            true => "the field counts as not set, so the BGPPeer is global",
            false => "the field counts as not set",
        };
        let (effect, consequence) = admitted.or_else(Effect::Dropped, otherwise);
        return (Severity::Error, effect, consequence);
    }
    (Severity::Info, Effect::Cleanup, "the field counts as not set".to_owned())
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

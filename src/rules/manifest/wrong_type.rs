//! `wrong-type`: a value of another type than the field accepts.

use crate::cluster::Cluster;
use crate::document::scalar::{Resolved, resolve};
use crate::resource::{FieldSpan, ProblemKind};
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
        let field = problem.field.as_str();
        let consequence = match (*found, resource.kind_name(), field) {
            ("no value", "BGPPeer", "nodeSelector") => {
                "the field counts as not set, so the BGPPeer is global, or Kubernetes rejects the object"
            }
            ("no value", ..) => "the field counts as not set, or Kubernetes rejects the object",
            (_, "Node", _) => "calicoctl rejects the object",
            _ => "Kubernetes rejects the object",
        };
        let what = match field.strip_suffix("[]") {
            Some(list) => format!("each item of `{list}`"),
            None => format!("`{field}`"),
        };
        let help = match (field, *found) {
            (_, "a mapping" | "a list") if field.ends_with("Selector") => {
                "write the selector as text, such as \"rack == 'a' && has(bgp)\"".to_owned()
            }
            (_, "no value") => "write a value, or delete the key".to_owned(),
            (_, "text") if *expected == "a number" => "remove the quotes, or write a number".to_owned(),
            (_, "a number" | "a boolean") if *expected == "text" => "put the value in quotes".to_owned(),
            _ => format!("write {expected}"),
        };
        let message = format!("expected {expected} for {what}, found {found}: {consequence}");
        let fix = requoted(&Editor::new(cluster, resource), problem.span, expected);
        let effect = if *found == "no value" { Effect::Dropped } else { Effect::Refused };
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help).fix(fix);
    }
}

/// The value with quotes, or without quotes, where the other type is just that.
fn requoted(editor: &Editor, span: FieldSpan, expected: &str) -> Option<Fix> {
    let written = editor.written(span);
    let inside = written.trim_matches(['"', '\'']);
    let is_quoted = inside.len() + 2 == written.len();
    match (expected, resolve(inside)) {
        ("a number", Resolved::Int(_)) | ("true or false", Resolved::Bool(_)) if is_quoted => {
            Some(editor.unquoted(span, inside)?.safe("remove the quotes"))
        }
        ("text", resolved @ (Resolved::Bool(_) | Resolved::Int(_) | Resolved::Float(_)))
            if !is_quoted && resolved.as_text(written) == written =>
        {
            Some(editor.quoted(span, written)?.safe("quote the value"))
        }
        _ => None,
    }
}

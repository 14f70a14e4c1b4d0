//! `non-string-label`: a label or annotation whose value is a bare boolean or number.

use crate::admission::{Topic, is_label_value};
use crate::cluster::Cluster;
use crate::document::scalar::resolve;
use crate::resource::{ProblemKind, Shape, TextMap};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "non-string-label",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[Topic::LabelType],
    fix: FixKind::Unsafe,
    summary: "A label or annotation whose value is a bare boolean or number",
    page: include_str!("../../../rules/non-string-label.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::NonStringLabel { map, found } = &problem.kind else {
            continue;
        };
        let name = match map {
            TextMap::Labels => "label",
            TextMap::Annotations => "annotation",
        };
        let written = cluster.written(resource, problem.span);
        let message = format!(
            "the value of the {name} `{}` is {found}, not text: Kubernetes rejects the object",
            problem.subject
        );
        let finding = findings.add(resource.at(problem.span), message);
        // A list or a mapping in quotes would be a text that nobody wants.
        let is_scalar = matches!(found, Shape::Boolean | Shape::Number);
        let is_allowed = *map == TextMap::Annotations || is_label_value(written);
        let edit = Editor::new(cluster, resource).quoted(problem.span, written);
        let edit = edit.filter(|_| is_scalar && is_allowed);
        if let Some(edit) = edit {
            // calicoctl converts `yes` to `true` and `007` to `7`, so the quoted value may differ from the value in the
            // cluster.
            let is_same = resolve(written).as_text(written) == written;
            let title = "quote the value";
            let fix = if is_same { edit.clone().safe(title) } else { edit.clone().to_review(title) };
            finding.help(format!("quote the value: {}", edit.text)).fix(fix);
        } else {
            finding.help("write the value as text");
        }
    }
    report_refused(cluster, findings);
}

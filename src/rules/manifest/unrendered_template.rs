//! `unrendered-template`: a template that must be rendered before it can be checked.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unrendered-template",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Cleanup],
    fix: FixKind::None,
    summary: "A template that must be rendered before it can be checked",
    page: include_str!("../../../rules/unrendered-template.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for file in cluster.files() {
        let Some(span) = file.template else {
            continue;
        };
        let text = cluster.text(file.source);
        let has = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
        let (language, command) = if has(&["{%"]) {
            ("a Jinja template", "render it and pipe the result: `… | bgplint -`")
        } else if has(&["{{"]) && has(&[".Values", ".Release", "include "]) || !has(&["{{", "%{", "<%", "${", "#@"]) {
            ("a template of a Helm chart", "check what it renders to: `helm template . | bgplint -`")
        } else {
            ("a template", "render it and pipe the result: `helm template . | bgplint -`")
        };
        let place = crate::resource::Place { source: file.source, span, resource: None };
        let message = format!("this file is {language}: it is not checked as it stands");
        findings.add(place, message).help(command);
    }
}

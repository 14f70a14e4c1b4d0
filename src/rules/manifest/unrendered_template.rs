//! `unrendered-template`: a template that must be rendered before it can be checked.

use crate::cluster::Cluster;
use crate::resource::Place;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unrendered-template",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Cleanup],
    topics: &[],
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
        let is_helm =
            has(&["{{"]) && has(&[".Values", ".Release", "include "]) || !has(&["{{", "%{", "<%", "${", "#@"]);
        let (language, help) = match (has(&["{%"]), is_helm, has(&["{{"])) {
            (true, ..) => ("a Jinja template", "render the template and pipe the result: `… | bgplint -`"),
            (_, true, _) => {
                ("a template of a Helm chart", "check the rendered manifests: `helm template . | bgplint -`")
            }
            (.., true) => ("a template", "check the rendered manifests, as in `helm template . | bgplint -`"),
            _ => ("a template", "render the template and pipe the result: `… | bgplint -`"),
        };
        let place = Place { source: file.source, span, resource: None };
        findings.add(place, format!("the file is {language}: bgplint has checked nothing in it")).help(help);
    }
}

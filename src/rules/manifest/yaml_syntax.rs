//! `yaml-syntax`: a document that is no YAML.

use super::unquoted_selector;
use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "yaml-syntax",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    fix: FixKind::None,
    summary: "A document that is no YAML",
    page: include_str!("../../../rules/yaml-syntax.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for file in cluster.files() {
        let text = cluster.text(file.source);
        for problem in file.syntax.iter().filter(|problem| unquoted_selector(text, problem).is_none()) {
            let place = crate::resource::Place { source: file.source, span: problem.span, resource: None };
            let message = format!("this is no YAML that kubectl takes: {}", problem.message);
            findings.add(place, message).help("mend it first: what depends on this part of the file was not checked");
        }
    }
}

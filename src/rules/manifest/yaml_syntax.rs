//! `yaml-syntax`: a document that is not valid YAML or JSON.

use crate::cluster::Cluster;
use crate::resource::{Place, unquoted_selector};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "yaml-syntax",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[],
    fix: FixKind::None,
    summary: "A document that is not valid YAML or JSON",
    page: include_str!("../../../rules/yaml-syntax.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for file in cluster.files() {
        let text = cluster.text(file.source);
        for problem in file.syntax.iter().filter(|problem| unquoted_selector(text, problem).is_none()) {
            let place = Place { source: file.source, span: problem.span, resource: None };
            findings
                .add(place, format!("kubectl cannot parse this YAML: {}", problem.message))
                .help("fix this first: the rest of the document was not checked");
        }
    }
}

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
    effects: &[Effect::Refused, Effect::Dropped],
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
            let help = match &problem.help {
                Some(help) => format!("{help}; the rest of the document was not checked"),
                None => "fix this first: the rest of the document was not checked".to_owned(),
            };
            findings.add(place, format!("kubectl cannot parse this YAML: {}", problem.message)).help(help);
        }
        if let Some(span) = file.for_calicoctl.second_json {
            let place = Place { source: file.source, span, resource: None };
            findings
                .add(place, "calicoctl reads only the first of several JSON objects in a row, and silently ignores the others")
                .severity(Severity::Info)
                .with_effect(Effect::Dropped)
                .help("write a line `---` between the objects, or put the objects into a list, if calicoctl applies the file");
        }
        for span in &file.unread {
            let place = Place { source: file.source, span: *span, resource: None };
            findings
                .add(place, "kubectl reads only the first value of the document, and ignores the text behind the value")
                .severity(Severity::Warning)
                .with_effect(Effect::Dropped)
                .help("write a line `---` before the text, if it is a document of its own");
        }
    }
}

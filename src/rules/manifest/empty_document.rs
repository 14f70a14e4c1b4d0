//! `empty-document`: a document without content, for which calicoctl rejects the whole file.

use crate::cluster::Cluster;
use crate::resource::Place;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "empty-document",
    group: Group::Manifest,
    severity: Severity::Info,
    is_pedantic: true,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[],
    fix: FixKind::None,
    summary: "A document without content, for which calicoctl rejects the whole file",
    page: include_str!("../../../rules/empty-document.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for file in cluster.files() {
        for span in &file.for_calicoctl.empty_documents {
            let place = Place { source: file.source, span: *span, resource: None };
            findings
                .add(place, "the document has no content: calicoctl 3.32 and later reject the whole file, kubectl ignores the document")
                .help("move the comments into the next document, and remove the `---` behind the comments");
        }
    }
}

//! `duplicate-key`: a key that appears twice in one mapping.

use crate::cluster::Cluster;
use crate::document::Span;
use crate::release::Release;
use crate::resource::{Place, ProblemKind};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-key",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A key that appears twice in one mapping",
    page: include_str!("../../../rules/duplicate-key.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let consequence = match cluster.settings.release.map(|release| release < Release::v3(32)) {
        Some(true) => "kubectl and calicoctl silently keep the last value",
        Some(false) => "kubectl silently keeps the last value, calicoctl rejects the file",
        None => "kubectl silently keeps the last value, calicoctl rejects the file from Calico 3.32 on",
    };
    for (resource, problem) in cluster.problems() {
        let ProblemKind::DuplicateKey { first } = &problem.kind else {
            continue;
        };
        let message = format!("the key `{}` appears twice: {consequence}", problem.subject);
        findings
            .add(resource.at(problem.span), message)
            .label("the value that is kept")
            .related(resource.at(*first), "the value that is lost")
            .help("keep one of the two keys");
    }
    for file in cluster.files() {
        let text = cluster.text(file.source);
        let place = |span: Span| Place { source: file.source, span, resource: None };
        for (first, again) in &file.repeated_list_keys {
            let key = again.slice(text).trim_matches(['"', '\'']);
            let message = format!("the key `{key}` of the list appears twice: {consequence}");
            findings
                .add(place(*again), message)
                .label("the value that is kept")
                .related(place(*first), "the value that is lost")
                .help("put all items into one list, or write two lists with a line `---` between them");
        }
    }
}

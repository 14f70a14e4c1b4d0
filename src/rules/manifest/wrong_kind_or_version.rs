//! `wrong-kind-or-version`: a kind or version that Calico does not have.

use crate::cluster::Cluster;
use crate::resource::{CALICO_GROUP, KindMistake, ProblemKind, STORAGE_GROUP};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-kind-or-version",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A kind or version that Calico does not have",
    page: include_str!("../../../rules/wrong-kind-or-version.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::WrongKindOrVersion(mistake) = &problem.kind else {
            continue;
        };
        let (message, help) = explain(mistake);
        let fix = replacement(mistake).and_then(|(text, is_certain)| {
            let edit = Editor::new(cluster, resource).value(problem.span, &text)?;
            let title = format!("write `{text}`");
            Some(if is_certain { edit.safe(title) } else { edit.to_review(title) })
        });
        findings.add(resource.at(problem.span), message).help(help).fix(fix);
    }
}

/// What happens to an object that no API serves.
const NOT_APPLIED: &str = "neither kubectl nor calicoctl applies the object";

/// What is wrong, and what to write.
fn explain(mistake: &KindMistake) -> (String, String) {
    match mistake {
        KindMistake::NoKind => {
            (format!("`kind` is missing: {NOT_APPLIED}"), "add the kind, such as `kind: BGPPeer`".to_owned())
        }
        KindMistake::NoVersion { .. } => {
            (format!("`apiVersion` is missing: {NOT_APPLIED}"), format!("add `apiVersion: {CALICO_GROUP}/v3`"))
        }
        KindMistake::NoSuchKind { written, meant } => (
            format!("Calico has no kind `{written}`: {NOT_APPLIED}"),
            format!("did you mean `kind: {}`?", meant.name()),
        ),
        KindMistake::Case { written, meant } => (
            format!("Calico has no kind `{written}`, because kinds are case-sensitive: {NOT_APPLIED}"),
            format!("write `kind: {}`", meant.name()),
        ),
        KindMistake::CoreVersion { written, version, meant } => (
            format!("`{version}` has no kind `{written}`: {NOT_APPLIED}"),
            format!(
                "write `apiVersion: {CALICO_GROUP}/v3` and `kind: {}`, with the fields of that version",
                meant.name()
            ),
        ),
        KindMistake::NoSuchVersion { group, written, right, .. } => (
            format!("`{group}` has no version `{written}`: {NOT_APPLIED}"),
            format!("write `apiVersion: {group}/{right}`"),
        ),
        KindMistake::StorageNode => (
            format!("`{STORAGE_GROUP}` has no Node: {NOT_APPLIED}"),
            format!("apply it with calicoctl as `apiVersion: {CALICO_GROUP}/v3`, or annotate the Kubernetes Node"),
        ),
    }
}

/// The right kind or version, if nothing else must change, and whether nothing else can be meant.
fn replacement(mistake: &KindMistake) -> Option<(String, bool)> {
    match mistake {
        KindMistake::NoSuchKind { meant, .. } => Some((meant.name().to_owned(), false)),
        KindMistake::Case { meant, .. } => Some((meant.name().to_owned(), true)),
        KindMistake::NoSuchVersion { group, right, .. } => Some((format!("{group}/{right}"), false)),
        KindMistake::NoKind
        | KindMistake::NoVersion { .. }
        | KindMistake::CoreVersion { .. }
        | KindMistake::StorageNode => None,
    }
}

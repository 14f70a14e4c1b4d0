//! `unknown-value`: a word that the field does not know.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::nearest::nearest;
use crate::resource::{FilterRule, Kind, ProblemKind};
use crate::rule::{
    Admitted, Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, one_of, report_refused,
};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-value",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen, Effect::Dropped],
    topics: &[Topic::Word],
    fix: FixKind::Unsafe,
    summary: "A word that the field does not allow",
    page: include_str!("../../../rules/unknown-value.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::UnknownWord { written, allowed } = &problem.kind else {
            continue;
        };
        let Some(field) = problem.subject.field() else {
            continue;
        };
        let freezes = resource.kind == Some(Kind::BgpFilter) && FilterRule::is_rendered_as_written(&problem.subject);
        let (effect, otherwise) = match freezes {
            true => (Effect::Frozen, "every node keeps its old BGP configuration"),
            false => (Effect::Dropped, "Calico treats the field as not set"),
        };
        let (effect, consequence) = Admitted::at(cluster, resource, problem.span).or_else(effect, otherwise);
        let words = one_of(allowed);
        let message = format!("`{written}` is not a value of `{field}` ({words}): {consequence}");
        let finding = findings.add(resource.at(problem.span), message);
        finding.with_effect(effect);
        let Some(word) = nearest(written, allowed.iter().copied()) else {
            finding.help(format!("write {words}"));
            continue;
        };
        let edit = Editor::new(cluster, resource).value(problem.span, word);
        let title = format!("write `{word}`");
        match word.eq_ignore_ascii_case(written) {
            true => finding.help(&title).fix(edit.map(|edit| edit.safe(title))),
            false => finding.help(format!("did you mean `{word}`?")).fix(edit.map(|edit| edit.to_review(title))),
        };
    }
    report_refused(cluster, findings);
}

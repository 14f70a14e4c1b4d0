//! `unknown-value`: a word that the field does not know.

use crate::cluster::Cluster;
use crate::resource::{Kind, ProblemKind, nearest};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-value",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Refused, Effect::Frozen],
    fix: FixKind::None,
    summary: "A word that the field does not know",
    page: include_str!("../../../rules/unknown-value.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::UnknownWord { written, allowed } = &problem.kind else {
            continue;
        };
        let field = problem.field.as_str();
        let freezes = resource.kind == Some(Kind::BgpFilter) && matches!(field, "action" | "matchOperator" | "source");
        let effect = if freezes { Effect::Frozen } else { Effect::Refused };
        let consequence = match freezes {
            true => {
                "the API server refuses it; where it gets through, no filter can be rendered, so the old BGP configuration stays on every node"
            }
            false => "the API server refuses the document",
        };
        let words: Vec<String> = allowed.iter().map(|word| format!("`{word}`")).collect();
        let nearest = nearest(written, allowed.iter().copied());
        let help = match nearest {
            Some(word) => format!("write `{word}`"),
            None => format!("write {}", words.join(" or ")),
        };
        let message = format!("`{written}` is no value of `{field}`, which takes {}: {consequence}", words.join(", "));
        findings.add(resource.at(problem.span), message).with_effect(effect).help(help);
    }
}

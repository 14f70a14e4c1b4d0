//! `selector-lost-to-yaml-tag`: an unquoted selector that begins with `!`, which YAML takes for a tag.

use super::unquoted_selector;
use crate::cluster::Cluster;
use crate::resource::ProblemKind;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-lost-to-yaml-tag",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Misrouted, Effect::Dropped, Effect::Refused],
    fix: FixKind::None,
    summary: "An unquoted selector that begins with `!`, which YAML takes for a tag",
    page: include_str!("../../../rules/selector-lost-to-yaml-tag.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::SelectorLostToTag { rest } = &problem.kind else {
            continue;
        };
        let (field, written) = (&problem.field, cluster.written(resource, problem.span));
        let (effect, consequence) = match (rest.as_str(), field.as_str(), resource.kind_name()) {
            ("", "nodeSelector", "BGPPeer") => {
                (Effect::Misrouted, "the field is empty, so the BGPPeer becomes global and every node peers".to_owned())
            }
            ("", "peerSelector", _) => {
                (Effect::Dropped, "the field is empty, so the BGPPeer has no neighbour and is skipped".to_owned())
            }
            ("", "nodeSelector", "IPPool") => {
                (Effect::Misrouted, "the field is empty, so every node takes addresses of the pool".to_owned())
            }
            ("", ..) => (Effect::Dropped, "the field is empty".to_owned()),
            (rest, ..) => {
                (Effect::Refused, format!("what is left as the selector is `{rest}`, or kubectl refuses the file"))
            }
        };
        let part = if rest.is_empty() { "" } else { "the beginning of " };
        let message = format!("YAML takes {part}`{written}` for a tag, since it is not quoted: {consequence}");
        findings
            .add(resource.at(problem.span), message)
            .with_effect(effect)
            .label("a tag, not a selector")
            .help(format!("put the whole selector in quotes: `{field}: \"!…\"`"));
    }
    for file in cluster.files() {
        for span in file.syntax.iter().filter_map(|problem| unquoted_selector(cluster.text(file.source), problem)) {
            let place = crate::resource::Place { source: file.source, span, resource: None };
            let message =
                "YAML takes the beginning of this selector for a tag, since it is not quoted: kubectl refuses the file";
            findings
                .add(place, message)
                .with_effect(Effect::Refused)
                .label("a tag, not a selector")
                .help("put the whole selector in quotes");
        }
    }
}

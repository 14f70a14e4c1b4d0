//! `selector-lost-to-yaml-tag`: an unquoted selector that begins with `!`, which YAML reads as a tag.

use crate::cluster::Cluster;
use crate::document::rewrite::any_quotes;
use crate::resource::{BgpPeer, IpPool, Kind, Place, ProblemKind, Subject, unquoted_selector};
use crate::rule::{Check, Edit, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::selector::is_selector;

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-lost-to-yaml-tag",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::Misrouted, Effect::Dropped, Effect::Refused],
    topics: &[],
    fix: FixKind::Safe,
    summary: "An unquoted selector that begins with `!`, which YAML reads as a tag",
    page: include_str!("../../../rules/selector-lost-to-yaml-tag.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, problem) in cluster.problems() {
        let ProblemKind::SelectorLostToTag { rest } = &problem.kind else {
            continue;
        };
        let written = cluster.written(resource, problem.span);
        let (effect, consequence) = consequence(resource.kind, &problem.subject, rest);
        let part = if rest.is_empty() { "" } else { "the beginning of " };
        let message = format!("YAML reads {part}the unquoted `{written}` as a tag: {consequence}");
        let edit = Editor::new(cluster, resource).all_quoted(problem.span);
        report(findings, resource.at(problem.span), message, effect, edit.filter(|_| is_selector(written)));
    }
    for file in cluster.files() {
        let text = cluster.text(file.source);
        for span in file.syntax.iter().filter_map(|problem| unquoted_selector(text, problem)) {
            let place = Place { source: file.source, span, resource: None };
            let written = span.slice(text);
            let message =
                format!("YAML reads the beginning of the unquoted `{written}` as a tag: kubectl rejects the file");
            let quoted = any_quotes(written).filter(|_| is_selector(written));
            let edit = quoted.map(|quoted| Edit::replace(place.clone(), quoted));
            report(findings, place, message, Effect::Refused, edit);
        }
    }
}

/// What happens with the rest of the selector.
fn consequence(kind: Option<Kind>, field: &Subject, rest: &str) -> (Effect, String) {
    let (effect, consequence) = if !rest.is_empty() {
        return (Effect::Misrouted, format!("the selector is only `{rest}`"));
    } else if field.is(BgpPeer::NAMES.peer_selector) {
        (Effect::Dropped, "the field is empty, so the BGPPeer has no neighbor and Calico skips the BGPPeer")
    } else if field.is(BgpPeer::NAMES.node_selector) && kind == Some(Kind::BgpPeer) {
        (Effect::Misrouted, "the field is empty, so the BGPPeer is global and every node builds the session")
    } else if field.is(IpPool::NAMES.node_selector) && kind == Some(Kind::IpPool) {
        (Effect::Misrouted, "the field is empty, so every node assigns addresses of the IPPool")
    } else {
        (Effect::Dropped, "the field is empty")
    };
    (effect, consequence.to_owned())
}

fn report(findings: &mut Findings, place: Place, message: String, effect: Effect, edit: Option<Edit>) {
    let help = match &edit {
        Some(edit) => format!("quote the whole selector: `{}`", edit.text),
        None => "put the whole selector in quotes".to_owned(),
    };
    findings
        .add(place, message)
        .with_effect(effect)
        .label("a tag, not a selector")
        .help(help)
        .fix(edit.map(|edit| edit.safe("quote the selector")));
}

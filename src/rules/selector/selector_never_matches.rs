//! `selector-never-matches`: a selector that no set of labels satisfies.

use crate::cluster::{Cluster, SelectorField};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::selector::Selector;

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-never-matches",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "A selector that no set of labels satisfies",
    page: include_str!("../../../rules/selector-never-matches.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for selector in cluster.peer_selectors() {
        if selector.selector.as_ref().is_ok_and(|parsed| !parsed.is_satisfiable()) {
            let message = format!(
                "no set of labels satisfies `{}` of BGPPeer `{}`, so the BGPPeer never makes a session",
                selector.field.name(),
                selector.resource.name()
            );
            findings
                .add(selector.resource.at(selector.span), message)
                .help("join alternatives with `||` or `in {…}`: the conditions contradict each other");
        }
    }
    for written in cluster.pool_selectors().iter().filter(|written| written.field == SelectorField::Node) {
        // `!all()` is the usual way to exclude a pool from automatic assignment.
        let is_meant = |selector: &Selector| selector.is_satisfiable() || selector.to_string() == "!all()";
        if written.selector.as_ref().map_or(true, is_meant) {
            continue;
        }
        let message = format!(
            "no set of labels satisfies `nodeSelector` of IPPool `{}`, so the pool assigns no addresses",
            written.resource.name()
        );
        findings.add(written.resource.at(written.span), message).with_effect(Effect::Dropped).help(
            "join alternatives with `||` or `in {…}`, or write `!all()` to exclude the pool from automatic assignment",
        );
    }
}

//! `invalid-selector`: a selector that Calico cannot parse.

use crate::admission::Topic;
use crate::cluster::{Cluster, WrittenSelector};
use crate::rule::{Check, Effect, Finding, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};
use crate::selector::SyntaxError;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-selector",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::SessionDown, Effect::Dropped, Effect::Refused],
    topics: &[Topic::Selector],
    fix: FixKind::None,
    summary: "A selector that Calico cannot parse",
    page: include_str!("../../../rules/invalid-selector.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for selector in cluster.peer_selectors() {
        if let Err(error) = &selector.selector {
            report(cluster, selector, error, "so the BGPPeer has no session", findings);
        }
    }
    for selector in cluster.pool_selectors() {
        if let Err(error) = &selector.selector {
            report(cluster, selector, error, "and automatic IPAM of the address family stops on every node", findings)
                .with_effect(Effect::Dropped);
        }
    }
    report_refused(cluster, findings);
}

fn report<'f>(
    cluster: &Cluster,
    selector: &WrittenSelector,
    error: &SyntaxError,
    consequence: &str,
    findings: &'f mut Findings,
) -> &'f mut Finding {
    let WrittenSelector { resource, text, span: value, .. } = *selector;
    let mut span = cluster.part_of(resource, value, text, error.range.clone());
    if span.span.is_empty() && value.contains(span) {
        // Something is missing at the end: point at the last character.
        let last = text.chars().next_back().map_or(0, |last| last.len_utf8() as u32);
        span.span.start = span.span.start.saturating_sub(last).max(value.span.start);
    }
    let explanation = error.explanation();
    let message = format!("{}: Calico cannot parse the selector, {consequence}", explanation.trim_end_matches('.'));
    let finding = findings.add(resource.at(span), message);
    finding.label(error.calico_message());
    if let Some(help) = error.help() {
        finding.help(help);
    }
    finding
}

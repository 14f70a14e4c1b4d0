//! `invalid-selector`: a selector that does not parse.

use crate::cluster::Cluster;
use crate::document::Span;
use crate::resource::{Body, Resource};
use crate::rule::{Check, Effect, Finding, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::selector::{Selector, SyntaxError};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-selector",
    group: Group::Manifest,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Resource,
    effects: &[Effect::SessionDown, Effect::Dropped],
    fix: FixKind::None,
    summary: "A selector that does not parse",
    page: include_str!("../../../rules/invalid-selector.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for selector in cluster.peer_selectors() {
        if let Err(error) = &selector.selector {
            let consequence =
                "Calico takes it to match nothing, so this BGPPeer makes no session, with one log line on each node";
            report(cluster, selector.resource, selector.span, selector.text, error, consequence, findings);
        }
    }
    for resource in cluster.resources() {
        let Body::IpPool(pool) = &resource.body else {
            continue;
        };
        for field in [&pool.node_selector, &pool.namespace_selector] {
            if let Some((text, span)) = field.value().zip(field.span())
                && let Err(error) = Selector::parse(text)
            {
                report(cluster, resource, span, text, &error, "the pool gives out no addresses", findings)
                    .with_effect(Effect::Dropped);
            }
        }
    }
}

fn report<'f>(
    cluster: &Cluster,
    resource: &Resource,
    value: Span,
    text: &str,
    error: &SyntaxError,
    consequence: &str,
    findings: &'f mut Findings,
) -> &'f mut Finding {
    let mut span = cluster.part_of(resource, value, text, error.range.clone());
    if span.is_empty() && value.contains(span) {
        // Something is missing at the end: point at the last character.
        let last = text.chars().next_back().map_or(0, |last| last.len_utf8() as u32);
        span.start = span.start.saturating_sub(last).max(value.start);
    }
    let message = format!("this selector does not parse: {}; {consequence}", error.explanation().trim_end_matches('.'));
    let finding = findings.add(resource.at(span), message);
    finding.label(error.calico_message());
    if let Some(help) = error.help() {
        finding.help(help);
    }
    finding
}

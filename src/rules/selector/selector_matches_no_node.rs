//! `selector-matches-no-node`: a selector that matches none of the known nodes.

use std::cell::LazyCell;
use std::ops::Range;

use crate::cluster::{Cluster, KnownLabels, SelectorSlip, WrittenSelector};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Needs, Rule, Scope, Severity, list};

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-matches-no-node",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::Dropped],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A selector that matches none of the known nodes",
    page: include_str!("../../../rules/selector-matches-no-node.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let unmatched = cluster.unmatched_selectors();
    (0..unmatched.lacking_nodes).for_each(|_| findings.unknown(Needs::Nodes));
    (0..unmatched.lacking_values).for_each(|_| findings.unknown(Needs::Values));
    for list in &unmatched.shared_lists {
        let Some(first) = list.first() else {
            continue;
        };
        let message = format!(
            "{} selectors match no known node, while others on the same labels match: probably a list shared by several clusters",
            list.len()
        );
        findings
            .add(first.resource.at(first.span), message)
            .unless_more_nodes(cluster.inventory)
            .with_effect(Effect::Dropped)
            .severity(Severity::Info);
    }
    let known = LazyCell::new(|| cluster.known_labels());
    unmatched.alone.iter().for_each(|selector| report(cluster, selector, &known, findings));
}

fn report(cluster: &Cluster, selector: &WrittenSelector, known: &KnownLabels, findings: &mut Findings) {
    let Ok(parsed) = &selector.selector else {
        return;
    };
    let none = match cluster.node_count() {
        1 => "does not match the only known node".to_owned(),
        count => format!("matches none of the {count} known nodes"),
    };
    let message = format!(
        "`{}` of BGPPeer `{}` {none}, so the BGPPeer makes no session, without any error or log message",
        selector.field.name(),
        selector.resource.name()
    );
    let finding = findings.add(selector.resource.at(selector.span), message);
    finding.unless_more_nodes(cluster.inventory);
    let slip = SelectorSlip::find(parsed, known);
    finding.help(help(slip.as_ref()));
    finding.fixes.extend(slip.and_then(|slip| fix(cluster, selector, &slip)));
}

fn help(slip: Option<&SelectorSlip>) -> String {
    let Some(slip) = slip else {
        return "`kubectl get nodes --show-labels` shows the labels of the nodes".to_owned();
    };
    let what = match slip.label {
        Some(label) => format!("the value `{}` for the label `{label}`", slip.written),
        None => format!("the label `{}`", slip.written),
    };
    match (slip.guess, slip.known.as_slice()) {
        (Some(guess), _) => format!("no known node has {what}: did you mean `{guess}`?"),
        (None, []) => format!("no known node has {what}"),
        (None, values) => format!("no known node has {what}; the known values are {}", list(values)),
    }
}

fn fix(cluster: &Cluster, selector: &WrittenSelector, slip: &SelectorSlip) -> Option<Fix> {
    let guess = slip.guess.filter(|guess| cluster.would_match(selector, &slip.ranges, guess))?;
    let edit = |range: &Range<usize>| {
        let span = cluster.part_of(selector.resource, selector.span, selector.text, range.clone());
        Edit::word(cluster, selector.resource.at(span), slip.written, guess)
    };
    let edits: Option<Vec<Edit>> = slip.ranges.iter().map(edit).collect();
    Some(Fix::to_review(format!("write `{guess}` instead of `{}`", slip.written), edits?))
}

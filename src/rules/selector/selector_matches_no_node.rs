//! `selector-matches-no-node`: a selector that matches none of the known nodes.

use std::cell::LazyCell;

use crate::cluster::{Cluster, KnownLabels, WrittenSelector};
use crate::resource::nearest;
use crate::rule::{Check, Effect, Finding, Findings, FixKind, Group, Needs, Rule, Scope, Severity};
use crate::selector::Selector;

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-matches-no-node",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown, Effect::Dropped],
    fix: FixKind::None,
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
            "{} selectors match none of the {} known nodes, while others on the same labels do: a list shared by several clusters?",
            list.len(),
            cluster.node_count()
        );
        findings
            .add(first.resource.at(first.span), message)
            .unless_more_nodes(cluster.inventory)
            .severity(Severity::Info);
    }
    let known = LazyCell::new(|| cluster.known_labels());
    unmatched.alone.iter().for_each(|selector| report(cluster, selector, &known, findings));
}

fn report(cluster: &Cluster, selector: &WrittenSelector, known: &KnownLabels, findings: &mut Findings) {
    let Ok(parsed) = &selector.selector else {
        return;
    };
    let count = match cluster.node_count() {
        1 => "the one known node".to_owned(),
        count => format!("any of the {count} known nodes"),
    };
    let message = format!(
        "this `{}` does not match {count}: BGPPeer `{}` makes no session, and nothing says so",
        selector.field.name(),
        selector.resource.name()
    );
    let finding = findings.add(selector.resource.at(selector.span), message);
    finding.unless_more_nodes(cluster.inventory);
    suggest(parsed, known, finding);
}

/// Says which label or value of the nodes was most likely meant.
fn suggest(selector: &Selector, known: &KnownLabels, finding: &mut Finding) {
    for label in selector.label_names() {
        if known.contains_key(label.name.as_str()) {
            continue;
        }
        match nearest(&label.name, known.keys().copied()) {
            Some(name) => finding.help(format!("no known node has the label `{}`; `{name}` is there", label.name)),
            None => finding.help(format!("no known node has the label `{}`", label.name)),
        };
        return;
    }
    for compared in selector.compared_values().iter().filter(|compared| !compared.negated) {
        let values = known.get(compared.label.as_str());
        let Some(values) = values.filter(|values| !values.contains(compared.value.as_str())) else {
            continue;
        };
        let some: Vec<String> = values.iter().take(5).map(|value| format!("`{value}`")).collect();
        match nearest(&compared.value, values.iter().copied()) {
            Some(value) => {
                finding.help(format!("no known node has {} `{}`; `{value}` is there", compared.label, compared.value))
            }
            None => finding.help(format!(
                "no known node has {} `{}`; there is {}{}",
                compared.label,
                compared.value,
                some.join(", "),
                if values.len() > some.len() { ", …" } else { "" }
            )),
        };
        return;
    }
    finding.help("`kubectl get nodes --show-labels` shows what the nodes carry");
}

//! `selector-matches-no-node`: a selector that matches none of the known nodes.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::{Cluster, Inventory, Matches, PeerSelector};
use crate::resource::nearest;
use crate::rule::{Check, Finding, Findings, Group, Needs, Rule, Severity};
use crate::selector::{Selector, Truth};

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-matches-no-node",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A selector that matches none of the known nodes",
    page: include_str!("../../../rules/selector-matches-no-node.md"),
    check: Check::Cluster(check),
};

/// With a partial inventory, this many selectors on the same labels that match nothing, beside one that does, are a
/// list shared by several clusters rather than slips.
const SHARED_LIST: usize = 5;

fn check(cluster: &Cluster, findings: &mut Findings) {
    let mut empty: BTreeMap<BTreeSet<String>, Vec<&PeerSelector>> = BTreeMap::new();
    let mut used: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for selector in cluster.peer_selectors().iter().filter(|selector| selector.selects_nodes()) {
        let Ok(parsed) = &selector.selector else {
            continue;
        };
        // What no labels satisfy is told by `selector-never-matches`, and what all satisfy needs no nodes.
        if !parsed.is_satisfiable() || parsed.is_always_true() {
            continue;
        }
        if cluster.inventory == Inventory::None {
            findings.unknown(Needs::Nodes);
            continue;
        }
        let labels: BTreeSet<String> = parsed.label_names().into_iter().map(|label| label.name).collect();
        match selector.matches(cluster) {
            Some(Matches::None) if may_match_an_unlisted_node(cluster, parsed, &labels) => {
                findings.unknown(Needs::Nodes)
            }
            Some(Matches::None) => empty.entry(labels).or_default().push(selector),
            Some(Matches::Some) => {
                used.insert(labels);
            }
            Some(Matches::Unknown) => findings.unknown(Needs::Values),
            None => {}
        }
    }
    let known = LazyCell::new(|| known_labels(cluster));
    for (labels, selectors) in empty {
        let is_shared_list =
            cluster.inventory == Inventory::Partial && selectors.len() >= SHARED_LIST && used.contains(&labels);
        match selectors.as_slice() {
            [first, ..] if is_shared_list => {
                let message = format!(
                    "{} selectors match none of the {} known nodes, while others on the same labels do: a list shared by several clusters?",
                    selectors.len(),
                    cluster.nodes().len()
                );
                findings
                    .add(first.resource.at(first.span), message)
                    .conditional("if these are all nodes")
                    .severity(Severity::Info);
            }
            selectors => selectors.iter().for_each(|selector| report(cluster, selector, &known, findings)),
        }
    }
}

/// The labels of the known nodes, with their values.
type KnownLabels<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

fn known_labels<'a>(cluster: &'a Cluster) -> KnownLabels<'a> {
    let mut known = KnownLabels::new();
    for (name, value) in cluster.nodes().iter().flat_map(|node| node.labels()) {
        known.entry(name).or_default().extend(value.value().map(String::as_str));
    }
    known
}

fn report(cluster: &Cluster, selector: &PeerSelector, known: &KnownLabels, findings: &mut Findings) {
    let Ok(parsed) = &selector.selector else {
        return;
    };
    let count = match cluster.nodes().len() {
        1 => "the one known node".to_owned(),
        count => format!("any of the {count} known nodes"),
    };
    let message = format!(
        "this `{}` does not match {count}: BGPPeer `{}` makes no session, and nothing says so",
        selector.field,
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

/// Where not all nodes are listed, a selector that is true of a node without labels is made for the others; and nodes
/// written by hand lack the labels that Kubernetes sets by itself: where no known node has a label of such a kind,
/// nothing can be said of it.
fn may_match_an_unlisted_node(cluster: &Cluster, selector: &Selector, labels: &BTreeSet<String>) -> bool {
    if cluster.inventory != Inventory::Partial {
        return false;
    }
    let is_kubernetes = |domain: &&str| *domain == "kubernetes.io" || domain.ends_with(".kubernetes.io");
    let is_carried = |wanted: &str| {
        cluster.nodes().iter().flat_map(|node| node.labels()).any(|(label, _)| domain(label) == Some(wanted))
    };
    let mut domains = labels.iter().filter_map(|label| domain(label)).filter(is_kubernetes);
    selector.evaluate(&BTreeMap::new()) == Truth::Yes || domains.any(|wanted| !is_carried(wanted))
}

/// What stands before the slash of a label's name.
fn domain(label: &str) -> Option<&str> {
    label.split_once('/').map(|(domain, _)| domain)
}

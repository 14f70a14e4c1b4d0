//! `selector-uses-removed-label`: a selector on a label that Kubernetes removed or renamed.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::cluster::Cluster;
use crate::resource::{BgpPeer, FieldSpan};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-uses-removed-label",
    group: Group::Selector,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::AtRisk],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A selector on a label that Kubernetes removed or renamed",
    page: include_str!("../../../rules/selector-uses-removed-label.md"),
    check: Check::Cluster(check),
};

/// Labels that Kubernetes no longer sets, or will stop setting: the label, what happened to it, and its successor.
const REMOVED: [(&str, &str, &str); 8] = [
    ("node-role.kubernetes.io/master", "was removed in Kubernetes 1.24", "node-role.kubernetes.io/control-plane"),
    ("beta.kubernetes.io/os", "is deprecated since Kubernetes 1.14", "kubernetes.io/os"),
    ("beta.kubernetes.io/arch", "is deprecated since Kubernetes 1.14", "kubernetes.io/arch"),
    ("beta.kubernetes.io/instance-type", "is deprecated since Kubernetes 1.17", "node.kubernetes.io/instance-type"),
    ("failure-domain.beta.kubernetes.io/zone", "is deprecated since Kubernetes 1.17", "topology.kubernetes.io/zone"),
    (
        "failure-domain.beta.kubernetes.io/region",
        "is deprecated since Kubernetes 1.17",
        "topology.kubernetes.io/region",
    ),
    ("failure-domain.kubernetes.io/zone", "never existed", "topology.kubernetes.io/zone"),
    ("failure-domain.kubernetes.io/region", "never existed", "topology.kubernetes.io/region"),
];

fn check(cluster: &Cluster, findings: &mut Findings) {
    let known = LazyCell::new(|| cluster.known_labels());
    for (resource, _) in cluster.all::<BgpPeer>() {
        let mut places: BTreeMap<&str, Vec<FieldSpan>> = BTreeMap::new();
        let selectors = cluster.peer_selectors().iter().filter(|selector| selector.resource.id == resource.id);
        for selector in selectors.filter(|selector| selector.selects_nodes()) {
            let Ok(parsed) = &selector.selector else {
                continue;
            };
            let names = parsed.label_names();
            let names_successor = |label: &str| names.iter().any(|name| name.name == label);
            for name in names {
                let removed = REMOVED.iter().find(|(label, ..)| *label == name.name);
                // A selector that names the old and the new label works with both.
                let Some((label, ..)) = removed.filter(|(_, _, successor)| !names_successor(successor)) else {
                    continue;
                };
                if !known.contains_key(label) {
                    let span = cluster.part_of(resource, selector.span, parsed.text(), name.range.clone());
                    places.entry(label).or_default().push(span);
                }
            }
        }
        for (label, spans) in places {
            let Some((_, state, successor)) = REMOVED.iter().find(|(removed, ..)| *removed == label) else {
                continue;
            };
            let [first, others @ ..] = spans.as_slice() else {
                continue;
            };
            let message = format!(
                "the label `{label}` {state}: without the label the selector matches no node (every node if negated), and \
                 sessions change without any error"
            );
            let finding = findings.add(resource.at(*first), message);
            finding.help(format!("select by `{successor}`, or by your own label"));
            let edit = |span: &FieldSpan| Edit::word(cluster, resource.at(*span), label, successor);
            let edits: Option<Vec<Edit>> = spans.iter().map(edit).collect();
            finding.fixes.extend(edits.map(|edits| Fix::to_review(format!("select by `{successor}`"), edits)));
            for other in others {
                finding.related(resource.at(*other), "the same label");
            }
        }
    }
}

//! `selector-never-matches`: a selector that no set of labels satisfies.

use crate::cluster::Cluster;
use crate::rule::{Findings, Group, Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "selector-never-matches",
    group: Group::Selector,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "A selector that no set of labels satisfies",
    page: include_str!("../../../rules/selector-never-matches.md"),
    check,
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for selector in cluster.peer_selectors() {
        if selector.selector.as_ref().is_ok_and(|parsed| !parsed.is_satisfiable()) {
            let message = format!(
                "no set of labels satisfies this `{}`: BGPPeer `{}` never makes a session",
                selector.field,
                selector.resource.name()
            );
            findings
                .add(selector.resource.at(selector.span), message)
                .help("its conditions contradict each other: join alternatives with `||` or `in {…}`");
        }
    }
}

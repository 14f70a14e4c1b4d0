//! `undefined-community`: an advertisement that names a community which is not defined.

use crate::cluster::Cluster;
use crate::resource::nearest;
use crate::resource::value::parse_community;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "undefined-community",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::None,
    summary: "An advertisement that names a community which is not defined",
    page: include_str!("../../../rules/undefined-community.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, configuration) in cluster.effective_configurations() {
        let definitions = configuration.communities.items().iter().filter_map(|item| item.value());
        let defined: Vec<&str> =
            definitions.filter_map(|community| community.name.value()).map(String::as_str).collect();
        let is_certain = configuration.communities.is_certain()
            && configuration
                .communities
                .items()
                .iter()
                .all(|item| item.value().is_some_and(|one| one.name.is_certain()));
        if !is_certain {
            continue;
        }
        for (name, span) in configuration.advertised_communities() {
            let is_literal = parse_community(name).is_ok();
            if is_literal || defined.contains(&name) {
                continue;
            }
            let message = format!(
                "no community is called `{name}` in this BGPConfiguration: the prefix is advertised without it, in silence"
            );
            let help = match nearest(name, defined.iter().copied()) {
                Some(meant) => format!("write `{meant}`"),
                None => "define it under `communities`, or write its value, such as 64512:100".to_owned(),
            };
            findings.add(resource.at(span), message).help(help);
        }
    }
}

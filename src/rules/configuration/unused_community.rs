//! `unused-community`: a community that is defined and never used.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::rule::{Admitted, Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-community",
    group: Group::Configuration,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup, Effect::Refused],
    topics: &[Topic::UnusedCommunity],
    fix: FixKind::None,
    summary: "A community that is defined and never used",
    page: include_str!("../../../rules/unused-community.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, configuration) in cluster.effective_configurations() {
        let advertisements = &configuration.prefix_advertisements;
        let used: Vec<&str> = configuration.advertised_communities().map(|(name, _)| name).collect();
        if !configuration.advertises_known_communities() {
            continue;
        }
        let nothing_advertised = advertisements.items().is_empty();
        // A gate that refuses such definitions is reported once for all of them.
        let place = configuration.communities.span().unwrap_or(resource.head);
        if nothing_advertised && Admitted::at(cluster, resource, place).is_refused() {
            continue;
        }
        let definitions = configuration.communities.items().iter().filter_map(|item| item.value());
        for name in definitions.map(|community| &community.name) {
            let Some((name, span)) = name.value().zip(name.span()).filter(|(name, _)| !used.contains(&name.as_str()))
            else {
                continue;
            };
            let message = format!("no advertisement uses the community `{name}`: the definition has no effect");
            findings
                .add(resource.at(span), message)
                .help("add the community to a prefix under `prefixAdvertisements`, or delete the definition");
        }
    }
    report_refused(cluster, findings);
}

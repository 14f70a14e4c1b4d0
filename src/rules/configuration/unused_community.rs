//! `unused-community`: a community that is defined and never used.

use crate::cluster::Cluster;
use crate::resource::value::Release;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-community",
    group: Group::Configuration,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup, Effect::Refused],
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
        let definitions = configuration.communities.items().iter().filter_map(|item| item.value());
        for name in definitions.map(|community| &community.name) {
            let Some((name, span)) = name.value().zip(name.span()).filter(|(name, _)| !used.contains(&name.as_str()))
            else {
                continue;
            };
            let is_refused =
                nothing_advertised && cluster.settings.release.is_some_and(|release| release >= Release::v3(32));
            let message = match nothing_advertised {
                true => format!(
                    "there are no `prefixAdvertisements` to use the community `{name}`: Calico 3.32 and later reject the object"
                ),
                false => format!("no advertisement uses the community `{name}`: the definition has no effect"),
            };
            findings
                .add(resource.at(span), message)
                .severity(if is_refused { Severity::Error } else { Severity::Info })
                .with_effect(if is_refused { Effect::Refused } else { Effect::Cleanup })
                .help("add the community to a prefix under `prefixAdvertisements`, or delete the definition");
        }
    }
}

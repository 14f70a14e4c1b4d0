//! `undefined-community`: an advertisement that names a community which is not defined.

use crate::admission::Topic;
use crate::cluster::Cluster;
use crate::nearest::nearest;
use crate::resource::{Field, NamedCommunity};
use crate::rule::{Check, Editor, Effect, Findings, FixKind, Group, Rule, Scope, Severity, report_refused};
use crate::value::parse_community;

/// The rule.
pub static RULE: Rule = Rule {
    name: "undefined-community",
    group: Group::Configuration,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped, Effect::Refused],
    topics: &[Topic::UndefinedCommunity],
    fix: FixKind::Unsafe,
    summary: "An advertisement that names a community which is not defined",
    page: include_str!("../../../rules/undefined-community.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, configuration) in cluster.effective_configurations() {
        let definitions = configuration.communities.items().iter().filter_map(|item| item.value());
        let defined: Vec<&str> =
            definitions.filter_map(|community| community.name.value()).map(String::as_str).collect();
        let is_known = |item: &Field<NamedCommunity>| item.value().is_some_and(|named| named.name.is_certain());
        if !configuration.communities.is_certain() || !configuration.communities.items().iter().all(is_known) {
            continue;
        }
        for (name, span) in configuration.advertised_communities() {
            if parse_community(name).is_ok() || defined.contains(&name) {
                continue;
            }
            let message = format!(
                "the BGPConfiguration does not define the community `{name}`: Calico silently advertises the prefix without \
                 the community"
            );
            let finding = findings.add(resource.at(span), message);
            let Some(meant) = nearest(name, defined.iter().copied()) else {
                finding.help("define the community under `communities`, or write its value, such as 64512:100");
                continue;
            };
            let edit = Editor::new(cluster, resource).value(span, meant);
            finding
                .help(format!("did you mean `{meant}`?"))
                .fix(edit.map(|edit| edit.to_review(format!("name the community `{meant}`"))));
        }
    }
    report_refused(cluster, findings);
}

//! `node-advertisements-replace-global`: advertisements of a node, which replace the advertisements of the cluster on the node.

use crate::cluster::Cluster;
use crate::resource::BgpConfiguration;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-advertisements-replace-global",
    group: Group::Configuration,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Dropped],
    topics: &[],
    fix: FixKind::None,
    summary: "Advertisements of a node, which replace the advertisements of the cluster",
    page: include_str!("../../../rules/node-advertisements-replace-global.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let Some((default, global)) = cluster.default_configuration() else {
        return;
    };
    let Some(global_span) =
        global.prefix_advertisements.key_span().filter(|_| !global.prefix_advertisements.items().is_empty())
    else {
        return;
    };
    for (resource, configuration) in cluster.all::<BgpConfiguration>() {
        let Some(node) = resource.holds_for().node() else {
            continue;
        };
        let own = &configuration.prefix_advertisements;
        if let Some(span) = own.key_span().filter(|_| !own.items().is_empty()) {
            let message = format!(
                "the `prefixAdvertisements` of node `{node}` replace the list of `default`: the node sends those prefixes without communities"
            );
            findings
                .add(resource.at(span), message)
                .related(default.at(global_span), "not in force on the node")
                .help("repeat the entries of `default` that the node should keep");
        }
    }
}

//! `well-known-community`: a well-known community on an advertisement, which changes what neighbors do with the routes.

use crate::cluster::Cluster;
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::value::{Community, parse_community};

/// The rule.
pub static RULE: Rule = Rule {
    name: "well-known-community",
    group: Group::Configuration,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost, Effect::Misrouted],
    topics: &[],
    fix: FixKind::None,
    summary: "A well-known community on an advertisement, which changes what neighbors do with the routes",
    page: include_str!("../../../rules/well-known-community.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    let reflector = cluster.reflectors().next();
    for (resource, configuration) in cluster.effective_configurations() {
        for (name, span) in configuration.advertised_communities() {
            let community = parse_community(name).ok().or_else(|| configuration.community_called(name));
            let Some((community, well_known)) =
                community.and_then(|community| Some((community, community.well_known_name()?)))
            else {
                continue;
            };
            let (severity, consequence) = match community {
                Community::Standard(65535, 65282) if reflector.is_some() => (
                    Severity::Error,
                    "route reflectors do not pass the routes on, so the other nodes never learn the routes",
                ),
                Community::Standard(65535, 65282) => (Severity::Warning, "no neighbor passes the routes on"),
                Community::Standard(65535, 666) => {
                    (Severity::Error, "neighbors discard the traffic to these addresses")
                }
                Community::Standard(65535, 0) => (
                    Severity::Warning,
                    "neighbors avoid these routes, as during maintenance, until the community is removed",
                ),
                Community::Standard(65535, 65281) if says_no_export(name) => {
                    (Severity::Info, "neighbors do not pass the routes on to other autonomous systems")
                }
                _ => (Severity::Warning, "neighbors do not pass the routes on to other autonomous systems"),
            };
            let message = format!("{community} is {well_known}: {consequence}");
            let finding = findings.add(resource.at(span), message);
            if community == Community::Standard(65535, 0) {
                finding.with_effect(Effect::Misrouted);
            }
            finding.severity(severity).help("remove the community, unless you want this effect on all neighbors");
            if let Some(fact) = reflector.filter(|_| community == Community::Standard(65535, 65282)) {
                finding.related(fact.resource.at(fact.field.span().unwrap_or(fact.resource.head)), "a route reflector");
            }
        }
    }
}

/// Whether the name of a community says that it is NO_EXPORT, so that it is meant.
fn says_no_export(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    letters.to_ascii_lowercase().contains("noexport")
}

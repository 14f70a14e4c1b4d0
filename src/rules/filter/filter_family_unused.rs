//! `filter-family-unused`: rules of a family that no neighbor of the filter has, or for a network of the other family.

use crate::cluster::Cluster;
use crate::resource::{BgpFilter, Field, FilterList, FilterRule, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal};
use crate::session::Sessions;
use crate::value::Family;

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-family-unused",
    group: Group::Filter,
    severity: Severity::Info,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Cleanup, Effect::Frozen, Effect::RoutesLost],
    topics: &[],
    fix: FixKind::None,
    summary: "Rules of a family that no neighbor of the filter has",
    page: include_str!("../../../rules/filter-family-unused.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, list) in sessions.cluster.filter_lists() {
        for rule in list.rules.items().iter().filter_map(Field::value) {
            check_network(sessions, resource, &list, rule, findings);
        }
    }
    for (resource, filter) in sessions.cluster.all::<BgpFilter>() {
        Family::BOTH.into_iter().for_each(|family| check_users(sessions.cluster, resource, filter, family, findings));
    }
}

/// A network of the other family than its list.
fn check_network(
    sessions: &Sessions,
    resource: &Resource,
    list: &FilterList,
    rule: &FilterRule,
    findings: &mut Findings,
) {
    let Some((cidr, span)) = rule.cidr.value().zip(rule.cidr.span()) else {
        return;
    };
    let family = Family::of(cidr.ip());
    if family == list.family {
        return;
    }
    // BIRD accepts an IPv4 network without lengths in IPv6's file, and fails at it for every route.
    let (effect, consequence) = match list.family == Family::V4 || rule.prefix_length.is_set() {
        true => (Effect::Frozen, refusal(sessions, resource, span)),
        false => (
            Effect::RoutesLost,
            "BIRD cannot compare the network with a route of the other family, drops every route that reaches the rule, and logs an \
             error"
                .to_owned(),
        ),
    };
    let message = format!("`{}` contains an {family} network: {consequence}", list.name);
    let right = BgpFilter::list_name(list.direction, family);
    findings
        .add(resource.at(span), message)
        .severity(Severity::Error)
        .with_effect(effect)
        .help(format!("move the rule to `{right}`"));
}

/// Rules of a family that no BGPPeer of the filter has.
fn check_users(cluster: &Cluster, resource: &Resource, filter: &BgpFilter, family: Family, findings: &mut Findings) {
    let lists = filter.lists().into_iter().filter(|list| list.family == family && !list.rules.items().is_empty());
    let lists: Vec<FilterList> = lists.collect();
    let used = cluster.family_of_filter_users(resource.name()).filter(|used| *used != family);
    let Some((used, (first, _))) = used.zip(cluster.filter_users(resource.name()).first()) else {
        return;
    };
    let Some((list, others)) = lists.split_first() else {
        return;
    };
    let names: Vec<&str> = lists.iter().map(|list| list.name.title()).collect();
    let message = format!(
        "every neighbor of BGPFilter `{}` is {}, so `{}` {} never used",
        resource.name(),
        used,
        names.join("` and `"),
        if names.len() == 1 { "is" } else { "are" }
    );
    let finding = findings.add(resource.at(list.rules.key_span().unwrap_or(resource.head)), message);
    finding.conditional("if no other BGPPeer names the filter").related(first.place(), "names the filter");
    for other in others {
        finding.related(resource.at(other.rules.key_span().unwrap_or(resource.head)), "never used either");
    }
    finding.help("move the rules to the lists of the other family, or remove them");
}

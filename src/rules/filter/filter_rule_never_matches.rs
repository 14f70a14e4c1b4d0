//! `filter-rule-never-matches`: a rule that matches no route.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::words::{effect_of_no_match, with_operator};
use crate::cluster::Inventory;
use crate::filter::{Conditions, compares_with_a_set};
use crate::resource::{Field, FilterRule, MatchOperator, PeerType, Resource};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Needs, Rule, Scope, Severity};
use crate::session::Sessions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-rule-never-matches",
    group: Group::Filter,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost, Effect::Misrouted],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A rule that matches no route",
    page: include_str!("../../../rules/filter-rule-never-matches.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let types = LazyCell::new(|| sessions.peer_types_by_filter());
    for (resource, list) in sessions.cluster.filter_lists() {
        for rule in list.rules.items().iter().filter_map(Field::value) {
            let place = resource.at(rule.match_operator.span().unwrap_or(resource.head));
            if compares_with_a_set(rule, MatchOperator::Equal) {
                let message = "`Equal` with `prefixLength` matches no route, because for BIRD a prefix never equals a set of prefixes";
                let finding = findings.add(place, message);
                finding
                    .with_effect(effect_of_no_match(rule))
                    .help("write `In` for networks of these lengths, or remove `prefixLength`");
                finding.fixes.extend(with_operator(sessions.cluster, resource, rule, MatchOperator::In));
                continue;
            }
            let Some(conditions) = Conditions::of(rule, list.family) else {
                continue;
            };
            if conditions.prefixes.is_empty() {
                let cidr = rule.cidr.value().map(ToString::to_string).unwrap_or_default();
                let message = format!("no prefix is outside {cidr}, so the rule matches no route");
                let finding = findings.add(place, message);
                finding.with_effect(effect_of_no_match(rule)).help(
                    "write `NotEqual` for all but the default route, write a smaller network, or remove the rule",
                );
                if rule.prefix_length.is_absent() {
                    let fix = with_operator(sessions.cluster, resource, rule, MatchOperator::NotEqual);
                    finding.fixes.extend(fix);
                }
            } else if let Some(asked) = conditions.peer_type() {
                let types = || types.get(resource.name()).cloned().unwrap_or_default();
                check_peer_type(sessions, (resource, rule, asked), types, findings);
            }
        }
    }
}

/// Whether every session with the filter is with neighbors of the other type.
fn check_peer_type(
    sessions: &Sessions,
    (resource, rule, asked): (&Resource, &FilterRule, PeerType),
    types: impl Fn() -> BTreeSet<Option<PeerType>>,
    findings: &mut Findings,
) {
    let cluster = sessions.cluster;
    let name = resource.name();
    let users = cluster.filter_users(name);
    if users.is_empty() || !cluster.knows_filter_users() {
        return;
    }
    if cluster.inventory == Inventory::None {
        findings.unknown(Needs::Nodes);
        return;
    }
    let other = asked.other();
    if types() != BTreeSet::from([Some(other)]) || !sessions.is_everything_known() {
        return;
    }
    let place = resource.at(rule.peer_type.span().unwrap_or(resource.head));
    let message = format!(
        "all sessions with BGPFilter `{name}` are {other}, so a rule with `peerType: {asked}` matches no route"
    );
    let finding = findings.add(place, message);
    finding.with_effect(effect_of_no_match(rule)).help("correct or remove `peerType`");
    for (peer, _) in users {
        finding.related(peer.place(), "names the filter");
    }
    finding.unless_more_nodes(cluster.inventory);
}

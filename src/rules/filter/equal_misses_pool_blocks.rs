//! `equal-misses-pool-blocks`: a rule for exactly a pool's network, while nodes advertise its blocks.

use ipnetwork::IpNetwork;

use super::consequence::{effect_of_no_match, with_operator};
use crate::cluster::Cluster;
use crate::filter::{Conditions, PrefixSet};
use crate::resource::{Action, Direction, Field, FilterList, FilterRule, IpPool, MatchOperator, Resource};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "equal-misses-pool-blocks",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost, Effect::Misrouted],
    fix: FixKind::Unsafe,
    summary: "A rule for exactly a pool's network, while nodes advertise its blocks",
    page: include_str!("../../../rules/equal-misses-pool-blocks.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists() {
        let rules = list.rules.items();
        for (number, rule) in rules.iter().enumerate() {
            let Some((rule, cidr)) = rule.value().and_then(|rule| Some((rule, rule.cidr.value()?))) else {
                continue;
            };
            // An import may well reject the pool as a whole, which others advertise.
            let acts = match list.direction {
                Direction::Export => rule.action.value().is_some(),
                Direction::Import => rule.action.value() == Some(&Action::Accept),
            };
            let is_equal = rule.match_operator.value() == Some(&MatchOperator::Equal) && rule.prefix_length.is_absent();
            let Some((pool, length)) = longer_blocks(cluster, *cidr).filter(|_| acts && is_equal) else {
                continue;
            };
            let blocks = PrefixSet::within(*cidr, length, length);
            let others = rules.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, other)| other);
            if others.into_iter().any(|other| is_for_the_blocks(other, rule, &list, &blocks)) {
                continue;
            }
            let message = format!(
                "`Equal` matches {cidr} only, but nodes advertise the /{length} blocks of IPPool `{}`: the rule matches none of the blocks",
                pool.name()
            );
            let finding = findings.add(resource.at(rule.match_operator.span().unwrap_or(resource.head)), message);
            // An Accept on export acts before Calico's own policy, which keeps the routes of single pods inside the node.
            let may_let_out_pods = list.direction == Direction::Export && rule.action.value() == Some(&Action::Accept);
            let lengths = may_let_out_pods.then_some(length);
            finding
                .help(match lengths {
                    None => "write `matchOperator: In`".to_owned(),
                    Some(length) => format!(
                        "write `matchOperator: In`, and `prefixLength` with `min: {length}` and `max: {length}`: without it nodes also \
                         advertise the routes of single pods"
                    ),
                })
                .with_effect(effect_of_no_match(rule))
                .related(pool.place(), "the pool");
            finding.fixes.extend(fix(cluster, resource, rule, lengths));
        }
    }
}

/// The fix that writes `In`, for prefixes of one length only where that is given.
fn fix(cluster: &Cluster, resource: &Resource, rule: &FilterRule, length: Option<u8>) -> Option<Fix> {
    let mut fix = with_operator(cluster, resource, rule, MatchOperator::In)?;
    if let Some(length) = length {
        let field = format!("prefixLength: {{min: {length}, max: {length}}}");
        let (key, value) = rule.cidr.key_span().zip(rule.cidr.span())?;
        fix.edits.push(Edit::sibling(cluster, resource.at(key), value, &field)?);
        fix.title = format!("write `matchOperator: In` and `{field}`");
    }
    Some(fix)
}

/// The enabled pool that has exactly this network, and the length of its blocks, where that is longer.
fn longer_blocks<'a>(cluster: &Cluster<'a>, cidr: IpNetwork) -> Option<(&'a Resource, u8)> {
    let default = if cidr.is_ipv4() { 26 } else { 122 };
    cluster.all::<IpPool>().find_map(|(resource, pool)| {
        let is_this = pool.is_enabled()
            && pool.cidr.value() == Some(&cidr)
            && pool.serves_workloads()
            && pool.block_size.is_certain();
        let length = pool.block_size.value().map_or(Some(default), |length| u8::try_from(*length).ok())?;
        (is_this && length > cidr.prefix()).then_some((resource, length))
    })
}

/// Whether another rule is for the blocks of the same network, or does with them what the rule should do, or may do so.
fn is_for_the_blocks(other: &Field<FilterRule>, rule: &FilterRule, list: &FilterList, blocks: &PrefixSet) -> bool {
    other.value().is_none_or(|other| {
        let conditions = Conditions::of(other, list.family);
        let is_for_blocks = conditions.is_none_or(|conditions| !conditions.prefixes.common(blocks).is_empty());
        let may_be_in = other.match_operator.value().is_none_or(|operator| *operator == MatchOperator::In);
        let may_act_alike = other.action.value().is_none_or(|action| Some(action) == rule.action.value());
        let is_same_network = other.cidr.value() == rule.cidr.value();
        other.cidr.is_set() && may_be_in && is_for_blocks && (may_act_alike || is_same_network)
    })
}

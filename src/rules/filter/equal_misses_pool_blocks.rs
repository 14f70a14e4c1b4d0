//! `equal-misses-pool-blocks`: a rule for exactly a pool's network, while nodes advertise its blocks.

use super::words::{effect_of_no_match, with_operator};
use crate::cluster::{Cluster, MissedBlocks};
use crate::resource::{Action, Direction, FilterRule, MatchOperator, Resource};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "equal-misses-pool-blocks",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::RoutesLost, Effect::Misrouted],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A rule for exactly a pool's network, while nodes advertise its blocks",
    page: include_str!("../../../rules/equal-misses-pool-blocks.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists() {
        for (number, rule) in list.rules.items().iter().enumerate() {
            let Some((rule, cidr)) = rule.value().and_then(|rule| Some((rule, rule.cidr.value()?))) else {
                continue;
            };
            let Some(MissedBlocks { pool, length }) = cluster.missed_blocks(&list, number) else {
                continue;
            };
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

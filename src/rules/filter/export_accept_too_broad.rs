//! `export-accept-too-broad`: an export rule that accepts more than the pools.

use crate::cluster::Cluster;
use crate::filter::{Conditions, PrefixSet};
use crate::resource::value::Family;
use crate::resource::{Action, Direction, FilterRule, IpPool};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "export-accept-too-broad",
    group: Group::Filter,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    fix: FixKind::None,
    summary: "An export rule that accepts more than the pools",
    page: include_str!("../../../rules/export-accept-too-broad.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    for (resource, list) in cluster.filter_lists().filter(|(_, list)| list.direction == Direction::Export) {
        let mut rejects = false;
        for rule in list.rules.items() {
            let Some((rule, span)) = rule.value().zip(rule.span()) else {
                rejects = true;
                continue;
            };
            rejects |= rule.action.value() != Some(&Action::Accept);
            let Some(what) = too_much(cluster, rule, list.family, rejects) else {
                continue;
            };
            let message = format!(
                "{what}, and Calico's own export policy is skipped: nodes also advertise /{} routes, the routes of pools with \
                 `disableBGPExport` and routes outside the pools",
                if list.family == Family::V4 { 32 } else { 128 }
            );
            let place = rule.cidr.span().or(rule.action.span()).unwrap_or(span);
            findings.add(resource.at(place), message).help(
                "limit the rule to the networks of the pools, or remove the rule: Calico's own policy exports the pools",
            );
        }
    }
}

/// What a rule accepts, if that is more than it should.
fn too_much(cluster: &Cluster, rule: &FilterRule, family: Family, rejects: bool) -> Option<String> {
    let conditions = Conditions::of(rule, family).filter(|conditions| conditions.others.is_empty())?;
    let accepts = rule.action.value() == Some(&Action::Accept);
    if !accepts || rule.match_operator.is_absent() && rule.prefix_length.is_set() {
        return None;
    }
    if rule.cidr.is_absent() {
        return rule.match_operator.is_absent().then(|| "the rule accepts every route".to_owned());
    }
    // Where all addresses belong to pools, nothing else is advertised.
    let whole = |set: &PrefixSet| set.common(&PrefixSet::single_addresses(family));
    let of_pools =
        cluster.all::<IpPool>().filter(|(_, pool)| pool.is_enabled()).filter_map(|(_, pool)| pool.cidr.value());
    let of_pools = of_pools.filter(|cidr| Family::of(cidr.ip()) == family);
    let beside = of_pools.fold(whole(&conditions.prefixes), |left, cidr| left.without(&PrefixSet::below(*cidr)));
    if beside.is_empty() {
        return None;
    }
    let pools = cluster.all::<IpPool>().filter(|(_, pool)| pool.is_enabled()).filter_map(|(resource, pool)| {
        let cidr = pool.cidr.value().filter(|cidr| Family::of(cidr.ip()) == family)?;
        Some((resource, *cidr, PrefixSet::below(*cidr)))
    });
    let exceeded = pools.filter(|(_, _, routes)| {
        !rejects && routes.is_within(&conditions.prefixes) && !conditions.prefixes.is_within(routes)
    });
    let (pool, cidr, _) = exceeded.min_by_key(|(pool, ..)| pool.name())?;
    Some(format!("the rule accepts all of IPPool `{}` ({cidr}) and more", pool.name()))
}

//! `filter-not-found`: a BGPPeer that names a BGPFilter which does not exist: the session runs without the filter.

use std::collections::BTreeMap;

use crate::cluster::Cluster;
use crate::nearest::nearest_name;
use crate::resource::{BgpFilter, BgpPeer, Place, Resource};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-not-found",
    group: Group::Filter,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    fix: FixKind::Unsafe,
    summary: "A BGPPeer that names a BGPFilter which does not exist",
    page: include_str!("../../../rules/filter-not-found.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.all::<BgpFilter>().any(|(resource, _)| !resource.metadata.name.is_certain()) {
        return;
    }
    let known: Vec<&str> = cluster.all::<BgpFilter>().map(|(resource, _)| resource.name()).collect();
    let mut missing: BTreeMap<&str, Vec<(&Resource, Place)>> = BTreeMap::new();
    for (resource, peer) in cluster.all::<BgpPeer>() {
        for item in peer.filters.items() {
            let named = item.value().filter(|name| !known.contains(&name.as_str()));
            if let Some((name, span)) = named.zip(item.span()) {
                missing.entry(name).or_default().push((resource, resource.at(span)));
            }
        }
    }
    let here = if cluster.name.is_some() { "in this cluster" } else { "in the input" };
    for (name, mut uses) in missing {
        uses.sort_by_key(|(peer, _)| peer.name());
        let Some((first, place)) = uses.first() else {
            continue;
        };
        let mut peers: Vec<&str> = uses.iter().map(|(peer, _)| peer.name()).collect();
        peers.dedup();
        let message = format!(
            "BGPPeer `{}`{} BGPFilter `{name}`, which is not {here}: Calico leaves the filter out without any error, and the session \
             runs without the filter",
            first.name(),
            match peers.len() {
                1 => " names".to_owned(),
                count => format!(" and {} more name", count - 1),
            }
        );
        let finding = findings.add(place.clone(), message);
        match nearest_name(name, known.iter().copied()) {
            Some(known) => {
                finding.help(format!("did you mean `{known}`?"));
                let edit = |(_, place): &(&Resource, Place)| Edit::word(cluster, place.clone(), name, known);
                let edits: Option<Vec<Edit>> = uses.iter().map(edit).collect();
                let title = format!("write `{known}` instead of `{name}`");
                finding.fixes.extend(edits.map(|edits| Fix::to_review(title, edits)));
            }
            None => {
                finding.help("add the BGPFilter, or remove the name from `filters`");
            }
        }
        for (_, other) in &uses[1..] {
            finding.related(other.clone(), "named here too");
        }
        if known.is_empty() {
            finding.severity(Severity::Warning).conditional("if no BGPFilter exists elsewhere");
        }
    }
}

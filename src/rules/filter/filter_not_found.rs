//! `filter-not-found`: a BGPPeer that names a BGPFilter which does not exist: the session runs without the filter.

use std::collections::BTreeSet;

use crate::cluster::Cluster;
use crate::nearest::nearest_name;
use crate::resource::{BgpFilter, BgpPeer, FieldSpan, Resource};
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "filter-not-found",
    group: Group::Filter,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Misrouted],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "A BGPPeer that names a BGPFilter which does not exist",
    page: include_str!("../../../rules/filter-not-found.md"),
    check: Check::Cluster(check),
};

fn check(cluster: &Cluster, findings: &mut Findings) {
    if cluster.all::<BgpFilter>().any(|(resource, _)| !resource.metadata.name.is_certain()) {
        return;
    }
    let known: BTreeSet<&str> = cluster.all::<BgpFilter>().map(|(resource, _)| resource.name()).collect();
    let mut missing: Vec<(&str, &Resource, FieldSpan)> = Vec::new();
    for (resource, peer) in cluster.all::<BgpPeer>() {
        for item in peer.filters.items() {
            let named = item.value().filter(|name| !known.contains(name.as_str()));
            missing.extend(named.zip(item.span()).map(|(name, span)| (name.as_str(), resource, span)));
        }
    }
    missing.sort_by_key(|(name, resource, _)| (*name, resource.name()));
    let here = if cluster.name.is_some() { "in this cluster" } else { "in the input" };
    for uses in missing.chunk_by(|(one, ..), (other, ..)| one == other) {
        let (name, first, span) = uses[0];
        let mut peers: Vec<&str> = uses.iter().map(|(_, peer, _)| peer.name()).collect();
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
        let finding = findings.add(first.at(span), message);
        match nearest_name(name, known.iter().copied()) {
            Some(known) => {
                finding.help(format!("did you mean `{known}`?"));
                let edit =
                    |(_, peer, span): &(&str, &Resource, FieldSpan)| Edit::word(cluster, peer.at(*span), name, known);
                let edits: Option<Vec<Edit>> = uses.iter().map(edit).collect();
                let title = format!("write `{known}` instead of `{name}`");
                finding.fixes.extend(edits.map(|edits| Fix::to_review(title, edits)));
            }
            None => {
                finding.help("add the BGPFilter, or remove the name from `filters`");
            }
        }
        for (_, other, span) in &uses[1..] {
            finding.related(other.at(*span), "named here too");
        }
        if known.is_empty() {
            finding.severity(Severity::Warning).conditional("if no BGPFilter exists elsewhere");
        }
    }
}

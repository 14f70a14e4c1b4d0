//! `reachable-by-breaks-bird`: a gateway that BIRD cannot use for every session of the BGPPeer.

use std::collections::BTreeMap;

use crate::cluster::ClassId;
use crate::resource::{BgpPeer, Place};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity, refusal_on};
use crate::session::{Cause, Sessions};
use crate::value::Family;

/// The rule.
pub static RULE: Rule = Rule {
    name: "reachable-by-breaks-bird",
    group: Group::Session,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::Frozen],
    topics: &[],
    fix: FixKind::None,
    summary: "A gateway of selected neighbors that is not an address of each session's family",
    page: include_str!("../../../rules/reachable-by-breaks-bird.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (resource, peer) in sessions.cluster.all::<BgpPeer>() {
        let Some((_, span)) = peer.gateway_as_written() else {
            continue;
        };
        let mut classes: BTreeMap<Family, Vec<ClassId>> = BTreeMap::new();
        for freeze in sessions.freezes_at(resource, span).filter(|freeze| freeze.cause == Cause::Gateway) {
            for family in &freeze.families {
                classes.entry(*family).or_default().extend(&freeze.classes);
            }
        }
        let place: Place = resource.at(span);
        let families: Vec<String> = classes.keys().map(Family::to_string).collect();
        if families.is_empty() {
            continue;
        }
        let frozen = classes.into_values().flatten().collect();
        let written = sessions.cluster.written(resource, span).trim_matches(['"', '\'']);
        let message = format!(
            "Calico writes `reachableBy` into each session of the selected neighbors as it is, and `{written}` is not an {} \
             address: {}",
            families.join(" or "),
            refusal_on(&sessions.nodes_in_words(&frozen))
        );
        findings.add(place, message).help(
            "write one BGPPeer with `peerIP` and `reachableBy` for each neighbor behind a gateway; `reachableBy` beside \
             `peerSelector` works only where all sessions have the gateway's address family",
        );
    }
}

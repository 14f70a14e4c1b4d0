//! `ignored-field`: a field that Calico does not use on these sessions.

use crate::known::{Known, Truth};
use crate::resource::value::AsNumber;
use crate::resource::{BgpPeer, Field, FieldSpan, NextHopMode, ReversePeering};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Severity};
use crate::session::{Peering, Scope, Sessions, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "ignored-field",
    group: Group::Session,
    severity: Severity::Warning,
    is_pedantic: false,
    scope: crate::rule::Scope::Cluster,
    effects: &[Effect::Dropped],
    fix: FixKind::None,
    summary: "A field that Calico does not use on these sessions",
    page: include_str!("../../../rules/ignored-field.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for peering in &sessions.peerings {
        let peer = peering.peer;
        for (field, span) in ignored(peer) {
            let with = if peer.local_workload_selector.is_set() { "localWorkloadSelector" } else { "peerSelector" };
            let (consequence, help) = match (field, with) {
                ("password", _) => (
                    "the sessions have no password",
                    "remove `password`: sessions with pods cannot have one".to_owned(),
                ),
                ("localASNumber", _) => (
                    "the nodes use their own AS number",
                    format!("choose the neighbors by `peerIP`, or remove `{field}`"),
                ),
                ("numAllowedLocalASNumbers", "peerSelector") => (
                    "routes with the node's own AS number in their path are dropped",
                    format!("choose the neighbors by `peerIP`, or remove `{field}`"),
                ),
                _ => ("the field has no effect", format!("remove `{field}`")),
            };
            let message = format!("Calico ignores `{field}` with `{with}`, so {consequence}");
            let finding = findings.add(peering.resource.at(span), message);
            finding.help(help);
            if field == "password" {
                finding.severity(Severity::Error);
            }
        }
        let keep = &peer.keep_original_next_hop;
        let is_meant = keep.value() == Some(&true) && peer.next_hop_mode.is_absent();
        if let Some(span) = keep.key_span().filter(|_| is_meant && are_internal(sessions, peering)) {
            let message = "`keepOriginalNextHop` has no effect: it applies between different AS numbers, and all sessions of the BGPPeer \
                           are within one AS";
            let finding = findings.add(peering.resource.at(span), message);
            finding.help("remove `keepOriginalNextHop`: within one AS the next hop is kept anyway");
            if !matches!((&peering.scope, &peering.target), (Scope::Node(_), Target::Address { .. })) {
                finding.unless_more_nodes(sessions.cluster.inventory);
            }
        }
    }
}

/// The fields that are written and ignored, each with its place.
fn ignored(peer: &BgpPeer) -> Vec<(&'static str, FieldSpan)> {
    fn written<T>(name: &'static str, field: &Field<T>) -> Option<(&'static str, FieldSpan)> {
        Some((name, field.key_span().filter(|_| field.is_surely_set())?))
    }
    let local_as = written("localASNumber", &peer.local_as_number);
    let local_as = local_as.filter(|_| peer.local_as_number.value() != Some(&AsNumber(0)));
    let allowed = written("numAllowedLocalASNumbers", &peer.num_allowed_local_as_numbers);
    let allowed = allowed.filter(|_| peer.num_allowed_local_as_numbers.value().is_none_or(|number| *number > 0));
    if peer.local_workload_selector.is_surely_set() {
        let ttl = written("ttlSecurity", &peer.ttl_security);
        let keep = written("keepOriginalNextHop", &peer.keep_original_next_hop);
        let all = [
            written("password", &peer.password),
            written("maxRestartTime", &peer.max_restart_time),
            written("keepaliveTime", &peer.keepalive_time),
            ttl.filter(|_| peer.ttl_security.value() != Some(&0)),
            written("nextHopMode", &peer.next_hop_mode)
                .filter(|_| peer.next_hop_mode.value() != Some(&NextHopMode::Auto)),
            keep.filter(|_| peer.keep_original_next_hop.value() != Some(&false)),
            written("reversePeering", &peer.reverse_peering)
                .filter(|_| peer.reverse_peering.value() != Some(&ReversePeering::Auto)),
            allowed,
        ];
        return all.into_iter().flatten().collect();
    }
    match peer.peer_selector.is_surely_set() {
        true => [local_as, allowed].into_iter().flatten().collect(),
        false => Vec::new(),
    }
}

/// Whether all sessions of a BGPPeer are within one AS, of which there is at least one.
fn are_internal(sessions: &Sessions, peering: &Peering) -> bool {
    let classes = sessions.classes.all();
    let locals: Vec<_> = classes.iter().filter(|class| peering.is_for(class) != Truth::No).collect();
    let targets: Vec<Known<_>> = match peering.target {
        Target::Address { .. } => vec![peering.peer.as_number.to_known()],
        Target::Selected(selector) => {
            let selected = classes.iter().filter(|class| class.is_selected(selector) != Truth::No);
            selected.map(|class| sessions.as_number(class.first())).collect()
        }
        _ => return false,
    };
    let is_default_known = sessions.globals.resource.is_some();
    let is_same = |ours: Known<_>, theirs: &Known<_>| matches!(ours, Known::Value(_)) && ours == *theirs;
    !locals.is_empty()
        && !targets.is_empty()
        && locals.iter().all(|class| {
            let is_own = sessions.speakers[class.first()].own_as != Known::Absent;
            let given = peering.peer.local_as_number.to_known();
            let is_taken = matches!(peering.target, Target::Address { .. }) && given != Known::Value(AsNumber(0));
            let ours = if is_taken { given } else { Known::Absent }.or(sessions.as_number(class.first()));
            (is_own || is_default_known) && targets.iter().all(|theirs| is_same(ours, theirs))
        })
}

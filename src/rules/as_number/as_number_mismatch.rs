//! `as-number-mismatch`: an AS number that the other end of the session does not use.

use std::collections::BTreeSet;

use crate::cluster::SpeakerId;
use crate::known::Known;
use crate::resource::value::AsNumber;
use crate::resource::{BgpPeer, Field, FieldSpan, Place};
use crate::rule::{Check, Effect, Findings, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Misfit, Origin, PeerId, Peering, Session, Sessions, Status, Target};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-mismatch",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::None,
    summary: "An AS number that the other end of the session does not use",
    page: include_str!("../../../rules/as-number-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for misfit in &sessions.pairs().misfits {
        let Some(wrong) = Wrong::of(sessions, misfit) else {
            continue;
        };
        if told.insert((misfit.session.origin, wrong.claimed, misfit.session.is_reverse)) {
            match misfit.session.origin {
                Origin::Mesh => add_mesh(sessions, misfit, &wrong, findings),
                Origin::Peering(number) => add_peering(sessions, number, misfit, &wrong, findings),
            }
        }
    }
}

/// An expectation that the other end does not meet.
struct Wrong {
    expected: AsNumber,
    claimed: AsNumber,
}

impl Wrong {
    fn of(sessions: &Sessions, misfit: &Misfit) -> Option<Wrong> {
        let session = &misfit.session;
        let expected = session.terms.peer_as.value().filter(|expected| *expected != AsNumber(0))?;
        let claimed = match (misfit.status, &misfit.back) {
            (Status::AsMismatch, Some(back)) => back.terms.local_as.value()?,
            // Calico does not recognize a node with another AS number as the neighbor, and so gives it no session back.
            (Status::OneSided, None) if is_by_address(sessions, session) => {
                sessions.as_number(session.remote?).value()?
            }
            _ => return None,
        };
        // `duplicate-session` reports the mesh beside an explicit session.
        let is_mesh_alone = session.origin != Origin::Mesh || misfit.back.as_ref()?.origin == Origin::Mesh;
        (expected != claimed && is_mesh_alone).then_some(Wrong { expected, claimed })
    }
}

fn is_by_address(sessions: &Sessions, session: &Session) -> bool {
    let peer = session.origin.peering().map(|number| sessions.peerings[number].peer);
    !session.is_reverse && peer.is_some_and(|peer| peer.peer_selector.is_absent())
}

/// A mesh of nodes with and without AS numbers of their own.
fn add_mesh(sessions: &Sessions, misfit: &Misfit, wrong: &Wrong, findings: &mut Findings) {
    let Some((remote, resource)) =
        misfit.session.remote.and_then(|remote| Some((remote, sessions.speakers[remote].node.resource()?)))
    else {
        return;
    };
    let (with, without) = sessions.mesh_by_own_as();
    let message = format!(
        "{} of the {} nodes in the mesh {} no AS number of their own: from Calico 3.32 on `{}` expects AS {} of `{}`, which uses AS \
         {}, and their sessions fail with \"Bad peer AS\"",
        without.len(),
        with.len() + without.len(),
        if without.len() == 1 { "has" } else { "have" },
        sessions.name(misfit.session.local),
        wrong.expected,
        sessions.name(remote),
        wrong.claimed,
    );
    let finding = findings.add(resource.place(), message);
    finding.label("no AS number of its own").help("give every node of the mesh its own AS number, or none");
    if let Some(place) = node_as_place(sessions, misfit.session.local) {
        finding.related(place, "an AS number of its own");
    }
    let is_assumed = sessions.globals.are_assumed();
    let assumption = match (sessions.cluster.settings.release.is_none(), is_assumed) {
        (true, true) => "if Calico is 3.32 or later and no BGPConfiguration elsewhere sets `asNumber`",
        (true, false) => "if Calico is 3.32 or later",
        (false, true) => NO_CONFIGURATION,
        (false, false) => return,
    };
    finding.severity(Severity::Warning).conditional(assumption);
}

/// The assumption about the AS number of nodes that have none of their own.
const NO_CONFIGURATION: &str = "if no BGPConfiguration elsewhere sets `asNumber`";

fn add_peering(sessions: &Sessions, number: PeerId, misfit: &Misfit, wrong: &Wrong, findings: &mut Findings) {
    let (peering, session) = (&sessions.peerings[number], &misfit.session);
    let Some(remote) = session.remote else {
        return;
    };
    let Wrong { expected, claimed } = wrong;
    let (local_name, remote_name) = (sessions.name(session.local), sessions.name(remote));
    let by_address = is_by_address(sessions, session);
    let claims_other = misfit.back.as_ref().filter(|back| Known::Value(*claimed) != sessions.as_number(back.local));
    let claimed_by = claims_other.and_then(|back| back.origin.peering()).map(|number| &sessions.peerings[number]);
    let claim = claimed_by.map(|by| format!(" (`localASNumber` of BGPPeer `{}`)", by.name())).unwrap_or_default();
    let message = match (session.is_reverse, misfit.status) {
        (true, _) => format!(
            "`{local_name}` builds the session back by itself and expects AS {expected} of `{remote_name}`, which uses AS \
             {claimed}{claim}: the session never comes up (\"Bad peer AS\")"
        ),
        (false, Status::OneSided) => format!(
            "BGPPeer `{}` expects AS {expected} of `{remote_name}`, whose AS number is {claimed}: `{remote_name}` builds no session back, \
             so the session never comes up",
            peering.name()
        ),
        (false, _) => format!(
            "BGPPeer `{}` expects AS {expected} of `{remote_name}`, which uses AS {claimed}{claim}: the session never comes up \
             (\"Bad peer AS\")",
            peering.name()
        ),
    };
    let expectation = peering.resource.at(place_of(&peering.peer.as_number, peering.peer));
    let claim_place = claimed_by.map(|by| by.resource.at(place_of(&by.peer.local_as_number, by.peer)));
    let (place, related) = match (claim_place, by_address) {
        // Only a written number can be wrong: a selector uses the AS number of each node.
        (Some(claim), false) => (claim, Some(expectation)),
        (Some(claim), true) => (expectation, Some(claim)),
        (None, _) => (expectation, node_as_place(sessions, remote)),
    };
    let finding = findings.add(place, message);
    if let Some(related) = related {
        finding.related(related, if by_address { "the AS number in use" } else { "the AS number that is expected" });
    }
    finding.help(match (session.is_reverse, claimed_by, by_address) {
        (true, Some(_), _) => {
            "remove `localASNumber` towards Calico nodes, or set `reversePeering: Manual` and give the other direction its own BGPPeer"
                .to_owned()
        }
        (false, Some(by), true) => {
            format!("write `asNumber: {claimed}`, or remove `localASNumber` from BGPPeer `{}`", by.name())
        }
        (false, Some(_), false) => format!(
            "remove `localASNumber`, or replace BGPPeer `{}` by one with `peerIP` and `asNumber: {claimed}`",
            peering.name()
        ),
        (_, None, _) if is_spelled_otherwise(peering) => format!(
            "write `asNumber: {claimed}` and the address exactly as in the Node, or choose the nodes by `peerSelector`"
        ),
        (_, None, _) => format!("write `asNumber: {claimed}`, or choose the nodes by `peerSelector`, which uses their own AS numbers"),
    });
    // Where the BGPConfiguration is not in the input, the AS number of the cluster is only assumed.
    let is_default = |node: SpeakerId| sessions.speakers[node].own_as == Known::Absent;
    let rests_on_default = (claimed_by.is_none() && is_default(remote)) || (!by_address && is_default(remote));
    if rests_on_default && sessions.globals.are_assumed() {
        finding.severity(Severity::Warning).conditional(NO_CONFIGURATION);
    }
}

fn is_spelled_otherwise(peering: &Peering) -> bool {
    matches!(peering.target, Target::Address { is_calico_node: false, .. })
}

fn place_of(field: &Field<AsNumber>, peer: &BgpPeer) -> FieldSpan {
    let target = peer.peer_selector.span().or_else(|| peer.peer_ip.span());
    field.span().filter(|_| field.is_set()).or(target).unwrap_or_default()
}

/// Where a node's AS number is written: its own, or that of the cluster.
fn node_as_place(sessions: &Sessions, node: SpeakerId) -> Option<Place> {
    if let Some(fact) = sessions.speakers[node].node.as_number_fact().filter(|fact| fact.field.is_set()) {
        return Some(fact.resource.at(fact.field.span()?));
    }
    let (resource, configuration) = sessions.cluster.default_configuration()?;
    Some(resource.at(configuration.as_number.span()?))
}

//! `as-number-mismatch`: an AS number that the other end of the session does not claim.

use std::collections::BTreeSet;

use crate::cluster::Known;
use crate::resource::value::AsNumber;
use crate::resource::{BgpPeer, Field};
use crate::rule::{Check, Finding, Findings, Group, Place, Rule, Severity};
use crate::session::{Misfit, Origin, Session, Sessions, Status};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-mismatch",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    summary: "An AS number that the other end of the session does not claim",
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
        let expected = session.peer_as.value().filter(|expected| *expected != AsNumber(0))?;
        let claimed = match (misfit.status, &misfit.back) {
            (Status::AsMismatch, Some(back)) => back.local_as.value()?,
            // Calico does not take a node of another AS for the neighbour, and so gives it no session back.
            (Status::OneSided, None) if is_by_address(sessions, session) => {
                sessions.as_number(session.remote?).value()?
            }
            _ => return None,
        };
        // The mesh beside an explicit session is told as that.
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
    let in_mesh = |speaker: &&crate::cluster::Speaker| speaker.cluster_id == Known::Absent && speaker.has_address();
    let (with, without): (Vec<_>, Vec<_>) =
        sessions.speakers.iter().filter(in_mesh).partition(|speaker| speaker.own_as != Known::Absent);
    let local = &sessions.speakers[misfit.session.local];
    let message = format!(
        "{} of {} nodes in the mesh have no AS number of their own: those that have one take such a neighbour for their own AS \
         from Calico 3.32 on, so `{}` expects {} of `{}`, which claims {}, and their sessions end in \"Bad peer AS\"",
        without.len(),
        with.len() + without.len(),
        local.name,
        wrong.expected,
        sessions.speakers[remote].name,
        wrong.claimed,
    );
    let finding = findings.add(resource.place(), message);
    finding.label("no AS number of its own").help("give every node of the mesh an AS number, or none of them");
    if let Some(place) = node_as_place(sessions, misfit.session.local) {
        finding.related(place, "an AS number of its own");
    }
    if sessions.cluster.settings.release.is_none() {
        finding.severity(Severity::Warning).conditional("if Calico is 3.32 or later");
    }
    assume_default(sessions, finding);
}

fn add_peering(sessions: &Sessions, number: usize, misfit: &Misfit, wrong: &Wrong, findings: &mut Findings) {
    let peering = &sessions.peerings[number];
    let peer = peering.peer;
    let Wrong { expected, claimed } = wrong;
    let (Some(remote), local) = (misfit.session.remote, misfit.session.local) else {
        return;
    };
    let (local_name, remote_name) = (sessions.speakers[local].name, sessions.speakers[remote].name);
    let claims_other = misfit.back.as_ref().filter(|back| Known::Value(*claimed) != sessions.as_number(back.local));
    let claimed_by = claims_other.and_then(|back| back.origin.peering()).map(|number| &sessions.peerings[number]);
    let place = match (misfit.session.is_reverse, claimed_by) {
        (true, Some(by)) => by.resource.at(place_of(&by.peer.local_as_number, by.peer)),
        _ => peering.resource.at(place_of(&peer.as_number, peer)),
    };
    let by_local_as = claimed_by.map(|by| format!(" (`localASNumber` of BGPPeer `{}`)", by.name())).unwrap_or_default();
    let message = match misfit.session.is_reverse {
        true => format!(
            "`{local_name}` peers back by itself and expects AS {expected} of `{remote_name}`, which claims AS \
             {claimed}{by_local_as}: \"Bad peer AS\" on both ends, the session never comes up"
        ),
        false => format!(
            "BGPPeer `{}` expects AS {expected} of `{remote_name}`, whose AS number is {claimed}{by_local_as}: {}",
            peering.name(),
            match misfit.status {
                Status::OneSided => "the node does not peer back, and the session never comes up",
                _ => "\"Bad peer AS\" on both ends, the session never comes up",
            }
        ),
    };
    let finding = findings.add(place, message);
    if let Some(place) = node_as_place(sessions, remote) {
        finding.related(place, format!("the AS number of `{remote_name}`"));
    }
    finding.help(match (misfit.session.is_reverse, claimed_by.is_some()) {
        (true, _) => "leave out `localASNumber` towards Calico nodes, or set `reversePeering: Manual` and give the other side its own BGPPeer".to_owned(),
        (false, true) => "let both BGPPeers name the same AS number".to_owned(),
        (false, false) => format!("write `asNumber: {claimed}`, or choose the nodes by `peerSelector`, which takes their own AS numbers"),
    });
    if sessions.speakers[remote].own_as == Known::Absent && claimed_by.is_none() {
        assume_default(sessions, finding);
    }
}

/// Where the BGPConfiguration is not in the input, the AS number of the cluster is only assumed.
fn assume_default(sessions: &Sessions, finding: &mut Finding) {
    if sessions.globals.resource.is_none() {
        finding.severity = finding.severity.min(Severity::Warning);
        finding.conditional("if no BGPConfiguration elsewhere sets `asNumber`");
    }
}

fn place_of(field: &Field<AsNumber>, peer: &BgpPeer) -> crate::document::Span {
    field.span().or_else(|| peer.peer_ip.span()).unwrap_or_default()
}

/// Where a node's AS number stands: its own, or that of the cluster.
fn node_as_place(sessions: &Sessions, node: usize) -> Option<Place> {
    if let Some(fact) = sessions.speakers[node].node.as_number_fact().filter(|fact| fact.field.is_set()) {
        return Some(fact.resource.at(fact.field.span()?));
    }
    let (resource, configuration) = sessions.cluster.default_configuration()?;
    Some(resource.at(configuration.as_number.span()?))
}

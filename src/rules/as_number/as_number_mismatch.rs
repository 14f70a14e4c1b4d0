//! `as-number-mismatch`: an AS number that the other end of the session does not use.

use std::collections::BTreeSet;

use crate::cluster::SpeakerId;
use crate::resource::Place;
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Mismatch, Origin, PeerDeclaration, Sessions, Status, Target, Term, WrongAs};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-mismatch",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    fix: FixKind::Unsafe,
    summary: "An AS number that the other end of the session does not use",
    page: include_str!("../../../rules/as-number-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    for mismatch in &sessions.pairs().mismatches {
        let Some(wrong) = sessions.wrong_as(mismatch) else {
            continue;
        };
        if reported.insert((mismatch.session.origin, wrong.claimed, mismatch.session.is_reverse)) {
            match mismatch.session.origin {
                Origin::Mesh => add_mesh(sessions, mismatch, &wrong, findings),
                Origin::Declaration(peer) => {
                    add_declaration(sessions, &sessions.declarations[peer], mismatch, &wrong, findings)
                }
            }
        }
    }
}

/// A mesh of nodes with and without AS numbers of their own.
fn add_mesh(sessions: &Sessions, mismatch: &Mismatch, wrong: &WrongAs, findings: &mut Findings) {
    let Some((remote, resource)) =
        mismatch.session.remote.and_then(|remote| Some((remote, sessions.speakers[remote].node.resource()?)))
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
        sessions.name(mismatch.session.local),
        wrong.expected,
        sessions.name(remote),
        wrong.claimed,
    );
    let finding = findings.add(resource.place(), message);
    finding.label("no AS number of its own").help("give every node of the mesh its own AS number, or none");
    if let Some(place) = node_as_place(sessions, mismatch.session.local) {
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

/// Where an expectation is reported, and what to do.
struct Description {
    place: Place,
    related: Option<(Place, &'static str)>,
    help: String,
    fix: Option<Fix>,
}

fn add_declaration(
    sessions: &Sessions,
    declaration: &PeerDeclaration,
    mismatch: &Mismatch,
    wrong: &WrongAs,
    findings: &mut Findings,
) {
    let Some(remote) = mismatch.session.remote else {
        return;
    };
    let claimed_by = wrong.claimed_by.map(|peer| &sessions.declarations[peer]);
    let Description { place, related, help, fix } = match claimed_by {
        Some(by) => claimed_by_peer(sessions, declaration, by, mismatch, wrong),
        None => claimed_by_node(sessions, declaration, remote, wrong),
    };
    let finding = findings.add(place, message(sessions, declaration, remote, mismatch, wrong));
    if let Some((place, label)) = related {
        finding.related(place, label);
    }
    finding.help(help);
    finding.fixes.extend(fix);
    if wrong.is_assumed {
        finding.severity(Severity::Warning).conditional(NO_CONFIGURATION);
    }
}

fn message(
    sessions: &Sessions,
    declaration: &PeerDeclaration,
    remote: SpeakerId,
    mismatch: &Mismatch,
    wrong: &WrongAs,
) -> String {
    let WrongAs { expected, claimed, claimed_by, .. } = wrong;
    let (local, remote) = (sessions.name(mismatch.session.local), sessions.name(remote));
    let by = claimed_by.map(|peer| format!(" (`localASNumber` of BGPPeer `{}`)", sessions.declarations[peer].name()));
    let claim = format!("uses AS {claimed}{}", by.unwrap_or_default());
    match (mismatch.session.is_reverse, mismatch.status) {
        (true, _) => format!(
            "`{local}` builds the session back by itself and expects AS {expected} of `{remote}`, which {claim}: \
             the session never comes up (\"Bad peer AS\")"
        ),
        (false, Status::OneSided) => format!(
            "BGPPeer `{}` expects AS {expected} of `{remote}`, whose AS number is {claimed}: `{remote}` builds no session back, \
             so the session never comes up",
            declaration.name()
        ),
        (false, _) => format!(
            "BGPPeer `{}` expects AS {expected} of `{remote}`, which {claim}: the session never comes up (\"Bad peer AS\")",
            declaration.name()
        ),
    }
}

/// A `localASNumber` makes the other end use another AS number.
fn claimed_by_peer(
    sessions: &Sessions,
    declaration: &PeerDeclaration,
    by: &PeerDeclaration,
    mismatch: &Mismatch,
    wrong: &WrongAs,
) -> Description {
    let expectation = place_of(Term::AsNumber, declaration);
    let claim = place_of(Term::LocalAsNumber, by);
    if wrong.is_given {
        let help =
            format!("write `asNumber: {}`, or remove `localASNumber` from BGPPeer `{}`", wrong.claimed, by.name());
        let fix = fix(sessions, &expectation, wrong);
        return Description { place: expectation, related: Some((claim, "the AS number in use")), help, fix };
    }
    // Only a written number can be wrong: a selector uses the AS number of each node.
    let help = match mismatch.session.is_reverse {
        true => {
            "remove `localASNumber` towards Calico nodes, or set `reversePeering: Manual` and give the other direction its own BGPPeer"
                .to_owned()
        }
        false => format!(
            "remove `localASNumber`, or replace BGPPeer `{}` by one with `peerIP` and `asNumber: {}`",
            declaration.name(),
            wrong.claimed
        ),
    };
    Description { place: claim, related: Some((expectation, "the AS number that is expected")), help, fix: None }
}

/// The other end uses the AS number of its node.
fn claimed_by_node(
    sessions: &Sessions,
    declaration: &PeerDeclaration,
    remote: SpeakerId,
    wrong: &WrongAs,
) -> Description {
    let is_spelled_otherwise = matches!(declaration.target, Target::Address { is_calico_node: false, .. });
    let otherwise = match is_spelled_otherwise {
        true => " and the address exactly as in the Node, or choose the nodes by `peerSelector`",
        false => ", or choose the nodes by `peerSelector`, which uses their own AS numbers",
    };
    let label = if wrong.is_given { "the AS number in use" } else { "the AS number that is expected" };
    let place = place_of(Term::AsNumber, declaration);
    Description {
        fix: fix(sessions, &place, wrong).filter(|_| wrong.is_given && !is_spelled_otherwise),
        place,
        related: node_as_place(sessions, remote).map(|place| (place, label)),
        help: format!("write `asNumber: {}`{otherwise}", wrong.claimed),
    }
}

/// Writes the AS number that is in use in the place of the expected one.
fn fix(sessions: &Sessions, place: &Place, wrong: &WrongAs) -> Option<Fix> {
    let (expected, claimed) = (wrong.expected.to_string(), wrong.claimed.to_string());
    let edit = Edit::word(sessions.cluster, place.clone(), &expected, &claimed)?;
    Some(edit.to_review(format!("write `asNumber: {claimed}`")))
}

/// Where a BGPPeer writes a term, or else the neighbors to whom it applies.
fn place_of(term: Term, declaration: &PeerDeclaration) -> Place {
    let target = || declaration.peer.peer_selector.span().or_else(|| declaration.peer.peer_ip.span());
    declaration.resource.at(term.set_in(declaration.peer).or_else(target).unwrap_or_default())
}

/// Where a node's AS number is written: its own, or that of the cluster.
fn node_as_place(sessions: &Sessions, node: SpeakerId) -> Option<Place> {
    if let Some(fact) = sessions.speakers[node].node.as_number_fact().filter(|fact| fact.field.is_set()) {
        return Some(fact.resource.at(fact.field.span()?));
    }
    let (resource, configuration) = sessions.cluster.default_configuration()?;
    Some(resource.at(configuration.as_number.span()?))
}

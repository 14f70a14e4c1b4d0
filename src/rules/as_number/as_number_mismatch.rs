//! `as-number-mismatch`: an AS number that the other end of the session does not use.

use super::words::{mismatch_help, mismatch_message};
use crate::resource::Place;
use crate::rule::{Check, Edit, Effect, Findings, Fix, FixKind, Group, Rule, Scope, Severity};
use crate::session::{Mismatch, Origin, PeerDeclaration, Sessions, WrongAs};

/// The rule.
pub static RULE: Rule = Rule {
    name: "as-number-mismatch",
    group: Group::AsNumber,
    severity: Severity::Error,
    is_pedantic: false,
    scope: Scope::Cluster,
    effects: &[Effect::SessionDown],
    topics: &[],
    fix: FixKind::Unsafe,
    summary: "An AS number that the other end of the session does not use",
    page: include_str!("../../../rules/as-number-mismatch.md"),
    check: Check::Sessions(check),
};

fn check(sessions: &Sessions, findings: &mut Findings) {
    for (mismatch, wrong) in sessions.wrong_as_numbers() {
        match mismatch.session.origin {
            Origin::Mesh => add_mesh(sessions, mismatch, &wrong, findings),
            Origin::Declaration(peer) => {
                add_declaration(sessions, &sessions.declarations[peer], mismatch, &wrong, findings)
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
        "{} of the {} nodes in the mesh {}: from Calico 3.32 on `{}` expects AS {} of `{}`, which uses AS \
         {}, and their sessions fail with \"Bad peer AS\"",
        without.len(),
        with.len() + without.len(),
        if without.len() == 1 { "has no AS number of its own" } else { "have no AS number of their own" },
        sessions.name(mismatch.session.local),
        wrong.expected,
        sessions.name(remote),
        wrong.claimed,
    );
    let finding = findings.add(resource.place(), message);
    finding.label("no AS number of its own").help("give every node of the mesh its own AS number, or none");
    if let Some(place) = &wrong.expected_at {
        finding.related(place.clone(), "an AS number of its own");
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

/// An end that a BGPPeer declares.
fn add_declaration(
    sessions: &Sessions,
    declaration: &PeerDeclaration,
    mismatch: &Mismatch,
    wrong: &WrongAs,
    findings: &mut Findings,
) {
    let (Some(remote), Some(expectation)) = (mismatch.session.remote, wrong.expected_at.clone()) else {
        return;
    };
    let (claim, is_by_peer) = (wrong.claimed_at.clone(), wrong.claimed_by.is_some());
    // Only a written number can be wrong: a selector uses the AS number of each node.
    let (place, related) = match (claim, is_by_peer && !wrong.is_given) {
        (Some(claim), true) => (claim, Some(expectation.clone())),
        (claim, _) => (expectation.clone(), claim),
    };
    let finding = findings.add(place, mismatch_message(sessions, declaration, remote, mismatch, wrong));
    if let Some(place) = related {
        let label = if wrong.is_given { "the AS number in use" } else { "the AS number that is expected" };
        finding.related(place, label);
    }
    finding.help(mismatch_help(sessions, declaration, mismatch, wrong));
    if wrong.is_given && (is_by_peer || !wrong.is_spelled_otherwise) {
        finding.fixes.extend(fix(sessions, &expectation, wrong));
    }
    if wrong.is_assumed {
        finding.severity(Severity::Warning).conditional(NO_CONFIGURATION);
    }
}

/// Writes the AS number that is in use in the place of the expected one.
fn fix(sessions: &Sessions, place: &Place, wrong: &WrongAs) -> Option<Fix> {
    let (expected, claimed) = (wrong.expected.to_string(), wrong.claimed.to_string());
    let edit = Edit::word(sessions.cluster, place.clone(), &expected, &claimed)?;
    Some(edit.to_review(format!("write `asNumber: {claimed}`")))
}

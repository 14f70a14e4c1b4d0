//! The sentences of `as-number-mismatch` about an end that a BGPPeer declares.

use crate::cluster::SpeakerId;
use crate::session::{Mismatch, PeerDeclaration, Sessions, Status, WrongAs};

/// What is wrong.
pub(super) fn mismatch_message(
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

/// What to do.
pub(super) fn mismatch_help(
    sessions: &Sessions,
    declaration: &PeerDeclaration,
    mismatch: &Mismatch,
    wrong: &WrongAs,
) -> String {
    let by = wrong.claimed_by.map(|peer| &sessions.declarations[peer]);
    match (by, mismatch.session.is_reverse) {
        (None, _) => {
            let otherwise = match wrong.is_spelled_otherwise {
                true => " and the address exactly as in the Node, or choose the nodes by `peerSelector`",
                false => ", or choose the nodes by `peerSelector`, which uses their own AS numbers",
            };
            format!("write `asNumber: {}`{otherwise}", wrong.claimed)
        }
        (Some(by), _) if wrong.is_given => {
            format!("write `asNumber: {}`, or remove `localASNumber` from BGPPeer `{}`", wrong.claimed, by.name())
        }
        (Some(_), true) => {
            "remove `localASNumber` towards Calico nodes, or set `reversePeering: Manual` and give the other direction its own BGPPeer"
                .to_owned()
        }
        (Some(_), false) => format!(
            "remove `localASNumber`, or replace BGPPeer `{}` by one with `peerIP` and `asNumber: {}`",
            declaration.name(),
            wrong.claimed
        ),
    }
}

//! The properties of the sessions of every cluster.

use std::collections::{BTreeMap, BTreeSet};

use bgplint::cluster::SpeakerId;
use bgplint::known::Known;
use bgplint::session::{Compatibility, Origin, PeerId, Session, SessionKind, Sessions, Status};
use bgplint::value::Family;
use proptest::prelude::*;

/// Whether two nodes have the same address. Which of the two confd finds there does not matter for the sessions.
pub fn shares_addresses(sessions: &Sessions) -> bool {
    let addresses = |family| sessions.speakers.iter().filter_map(move |speaker| speaker.address(family).value());
    let mut seen = BTreeSet::new();
    Family::BOTH.into_iter().flat_map(addresses).any(|address| !seen.insert(address))
}

/// What the sessions of nodes of one class have in common: everything except names, addresses, AS numbers that only one
/// node has, and which of two mesh nodes waits for the other.
fn shape(sessions: &Sessions, session: &Session) -> String {
    let neighbor = match (session.remote, session.address) {
        (Some(remote), _) => format!("class {:?}", sessions.class_of(remote)),
        (None, Some(address)) => address.to_string(),
        (None, None) => "pods".to_owned(),
    };
    let terms = format!(
        "port {:?} internal {:?} client {:?} ttl {:?} hop {:?} allowed {:?} restart {:?} keepalive {:?} gateway {:?}",
        session.port,
        session.is_internal(),
        session.cluster_id,
        session.terms.ttl_security,
        session.terms.next_hop_mode,
        session.terms.allowed_local_as,
        session.terms.restart,
        session.terms.keepalive,
        session.terms.gateway,
    );
    let waits = session.is_passive && session.kind != SessionKind::Mesh;
    let has_password = matches!(session.terms.password, Known::Value(_));
    let conflicting: Vec<PeerId> = session.conflicting.iter().map(|conflicting| conflicting.declaration).collect();
    format!(
        "{:?} {} to {neighbor} from {:?} reverse {} source {} waits {waits} password {has_password} {terms} conflicting \
         {conflicting:?} repeats {:?}: {}",
        session.kind,
        session.family,
        session.origin,
        session.is_reverse,
        session.source.is_some(),
        session.duplicates,
        sessions.status(session).name(),
    )
}

fn count<T: Ord>(items: impl Iterator<Item = (T, usize)>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for (item, count) in items {
        *counts.entry(item).or_default() += count;
    }
    counts
}

/// The promise of `Sessions::of_class`.
pub fn classes_are_exact(sessions: &Sessions) -> Result<(), TestCaseError> {
    for (number, class) in sessions.classes.all().iter_with_ids() {
        let together = sessions.of_class(number);
        let together = count(together.map(|(session, count)| (shape(sessions, &session), count)));
        for member in class.members() {
            let own = sessions.of(*member);
            let own = count(own.iter().map(|session| (shape(sessions, session), 1)));
            prop_assert_eq!(&together, &own, "the class of {}", sessions.name(*member));
        }
    }
    Ok(())
}

/// Every session between nodes whose other end is known, with its status. Where several claims compete, the winner is
/// random, so these sessions are left out.
fn settled<'c>(sessions: &Sessions<'c>) -> Vec<(Session<'c>, Compatibility<'c>)> {
    let all = sessions.speakers.ids().flat_map(|node| sessions.of(node));
    let between_nodes = all.filter(|session| session.remote.is_some() && session.conflicting.is_empty());
    let fitted = between_nodes.map(|session| (sessions.compatibility(&session), session));
    let settled =
        fitted.filter(|(compatibility, _)| compatibility.back.as_ref().is_none_or(|back| back.conflicting.is_empty()));
    settled.map(|(compatibility, session)| (session, compatibility)).collect()
}

/// The statuses that follow from the two ends alone. Rules report frozen files by their causes.
fn is_mismatch(status: Status) -> bool {
    status.is_broken() && status != Status::Frozen
}

/// What distinguishes mismatches: the status, the declaration of the session, and whether it is a reverse session.
type Mismatches = BTreeMap<(Status, Origin, bool), usize>;

/// The number of mismatches: counted one by one, and as `Sessions::pairs` collects them.
fn mismatches(sessions: &Sessions) -> (Mismatches, Mismatches) {
    let key = |status, session: &Session| (status, session.origin, session.is_reverse);
    let broken = settled(sessions).into_iter().filter(|(_, compatibility)| is_mismatch(compatibility.status));
    let gathered = sessions.pairs().mismatches.iter().filter(|mismatch| is_mismatch(mismatch.status));
    (
        count(broken.map(|(session, compatibility)| (key(compatibility.status, &session), 1))),
        count(gathered.map(|mismatch| (key(mismatch.status, &mismatch.session), mismatch.count))),
    )
}

/// `Sessions::pairs` collects each kind of mismatch that the sessions have, and no other.
pub fn mismatches_are_collected(sessions: &Sessions) -> Result<(), TestCaseError> {
    if !shares_addresses(sessions) {
        let (one_by_one, gathered) = mismatches(sessions);
        let keys = |mismatches: Mismatches| mismatches.into_keys().collect::<Vec<_>>();
        prop_assert_eq!(keys(gathered), keys(one_by_one));
    }
    Ok(())
}

/// `Sessions::pairs` counts each mismatch once.
pub fn mismatches_are_counted_once(sessions: &Sessions) -> Result<(), TestCaseError> {
    if !shares_addresses(sessions) {
        let (one_by_one, gathered) = mismatches(sessions);
        prop_assert_eq!(gathered, one_by_one);
    }
    Ok(())
}

/// If one end comes up, the other end does too, and each is the other's counterpart. The exception is two nodes with the
/// same address, of which only the first is the neighbor.
pub fn ends_agree(sessions: &Sessions) -> Result<(), TestCaseError> {
    if shares_addresses(sessions) {
        return Ok(());
    }
    for session in sessions.speakers.ids().flat_map(|node| sessions.of(node)) {
        let compatibility = sessions.compatibility(&session);
        if compatibility.status != Status::Compatible || session.remote.is_none() {
            continue;
        }
        let back = compatibility.back.expect("a session that fits has another end");
        prop_assert_eq!((back.remote, Some(back.local)), (Some(session.local), session.remote));
        prop_assert_eq!(back.family, session.family);
        let again = sessions.compatibility(&back);
        let local = sessions.name(session.local);
        let ends = format!("{} on {local} and {}", session.name(), back.name());
        prop_assert_eq!(again.status, Status::Compatible, "{}", ends);
        let other_end = again.back.map(|session| session.name());
        prop_assert_eq!(other_end, Some(session.name()), "{}", ends);
    }
    Ok(())
}

/// Two nodes with a single session have the same status at both ends.
pub fn single_sessions_have_one_status(sessions: &Sessions) -> Result<(), TestCaseError> {
    if shares_addresses(sessions) {
        return Ok(());
    }
    let all: Vec<Session> = sessions.speakers.ids().flat_map(|node| sessions.of(node)).collect();
    let between = |local: SpeakerId, remote: Option<SpeakerId>, family: Family| -> Vec<&Session> {
        let is_between =
            |session: &&Session| session.local == local && session.remote == remote && session.family == family;
        all.iter().filter(is_between).collect()
    };
    for (session, remote) in all.iter().filter_map(|session| Some((session, session.remote?))) {
        let forth = between(session.local, session.remote, session.family);
        let back = between(remote, Some(session.local), session.family);
        let status = sessions.status(session);
        prop_assert_eq!(status == Status::OneSided, back.is_empty(), "{}", session.name());
        if let ([_], [back]) = (forth.as_slice(), back.as_slice()) {
            prop_assert_eq!(status, sessions.status(back), "{} and {}", session.name(), back.name());
            let is_mesh = session.kind == SessionKind::Mesh;
            prop_assert!(!is_mesh || session.is_passive != back.is_passive, "{}", session.name());
        }
    }
    Ok(())
}

/// At each port, at most one session of a node with a neighbor comes up.
pub fn one_session_per_neighbor_and_port_comes_up(sessions: &Sessions) -> Result<(), TestCaseError> {
    if shares_addresses(sessions) {
        return Ok(());
    }
    for node in sessions.speakers.ids() {
        let up = sessions.of(node).into_iter().filter(|session| sessions.status(session) == Status::Compatible);
        let counts = count(up.map(|session| ((session.address, session.port), 1)));
        prop_assert!(counts.values().all(|count| *count == 1), "{}: {counts:?}", sessions.name(node));
    }
    Ok(())
}

//! Mismatches: sessions whose two ends are not compatible, collected by cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::ClassId;

use super::compatibility::{Compatibility, Status};
use super::rendered::{Origin, Session};

/// Sessions that are not compatible for the same cause.
#[derive(Clone, Debug)]
pub struct Mismatch<'c> {
    /// Their status.
    pub status: Status,
    /// One of the sessions.
    pub session: Session<'c>,
    /// The other end of the session.
    pub back: Option<Session<'c>>,
    /// Whether the neighbor's packets go to this session; another session with the same neighbor stays idle.
    pub is_first: bool,
    /// The number of sessions.
    pub count: usize,
    /// The classes of the nodes with the sessions.
    pub classes: BTreeSet<ClassId>,
}

/// What distinguishes causes: the status, the declaration and direction of either end, whether this end expects the wrong
/// AS number, and whether it is the first session with its neighbor.
type MismatchKey = (Status, (Origin, bool), Option<(Origin, bool)>, bool, bool);

/// The mismatches, by cause.
#[derive(Debug, Default)]
pub(super) struct Mismatches<'c> {
    by_cause: BTreeMap<MismatchKey, Mismatch<'c>>,
}

impl<'c> Mismatches<'c> {
    /// Adds a session that represents `count` sessions of nodes of these classes.
    pub(super) fn add(
        &mut self,
        session: &Session<'c>,
        compatibility: Compatibility<'c>,
        is_first: bool,
        count: usize,
        classes: impl IntoIterator<Item = ClassId>,
    ) {
        let mismatch = self.by_cause.entry(key(session, &compatibility, is_first)).or_insert_with(|| Mismatch {
            status: compatibility.status,
            session: session.clone(),
            back: compatibility.back,
            is_first,
            count: 0,
            classes: BTreeSet::new(),
        });
        mismatch.count += count;
        mismatch.classes.extend(classes);
    }

    /// The mismatches, sorted by cause.
    pub(super) fn into_all(self) -> Vec<Mismatch<'c>> {
        self.by_cause.into_values().collect()
    }
}

fn key(session: &Session, compatibility: &Compatibility, is_first: bool) -> MismatchKey {
    let back = compatibility.back.as_ref();
    let expects_other = back.is_some_and(|back| session.terms.peer_as != back.terms.local_as);
    let back = back.map(|back| (back.origin, back.is_reverse));
    (compatibility.status, (session.origin, session.is_reverse), back, expects_other, is_first)
}

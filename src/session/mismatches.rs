//! Sessions whose two ends are not compatible, gathered by their cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::ClassId;

use super::compatibility::{Compatibility, Status};
use super::rendered::{Origin, Session};

/// Sessions that do not fit for one cause.
#[derive(Clone, Debug)]
pub struct Mismatch<'c> {
    /// What becomes of them.
    pub status: Status,
    /// One of them.
    pub session: Session<'c>,
    /// The other end of it.
    pub back: Option<Session<'c>>,
    /// Whether it is the one that its neighbour's packets are handed to; another one with the same neighbour stays idle.
    pub is_first: bool,
    /// How many sessions there are.
    pub count: usize,
    /// The classes of the nodes that have them.
    pub classes: BTreeSet<ClassId>,
}

/// What tells one cause from another: the status, what declares either end and which way, whether this end expects the
/// wrong AS number, and whether it is the first of its kind.
type MismatchKey = (Status, (Origin, bool), Option<(Origin, bool)>, bool, bool);

/// Sessions whose two ends are not compatible, by their cause.
#[derive(Debug, Default)]
pub(super) struct Mismatches<'c> {
    by_cause: BTreeMap<MismatchKey, Mismatch<'c>>,
}

impl<'c> Mismatches<'c> {
    /// Adds a session that stands for so many of nodes of these classes.
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

    /// All of them, in the order of their causes.
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

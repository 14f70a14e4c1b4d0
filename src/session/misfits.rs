//! Sessions that do not fit, gathered by their cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::ClassId;

use super::compatibility::{Fit, Status};
use super::rendered::{Origin, Session};

/// Sessions that do not fit for one cause.
#[derive(Clone, Debug)]
pub struct Misfit<'c> {
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
type Key = (Status, (Origin, bool), Option<(Origin, bool)>, bool, bool);

/// Sessions that do not fit, by their cause.
#[derive(Debug, Default)]
pub(super) struct Misfits<'c> {
    by_cause: BTreeMap<Key, Misfit<'c>>,
}

impl<'c> Misfits<'c> {
    /// Adds a session that stands for so many of nodes of these classes.
    pub(super) fn add(
        &mut self,
        session: &Session<'c>,
        fit: Fit<'c>,
        is_first: bool,
        count: usize,
        classes: impl IntoIterator<Item = ClassId>,
    ) {
        let misfit = self.by_cause.entry(key(session, &fit, is_first)).or_insert_with(|| Misfit {
            status: fit.status,
            session: session.clone(),
            back: fit.back,
            is_first,
            count: 0,
            classes: BTreeSet::new(),
        });
        misfit.count += count;
        misfit.classes.extend(classes);
    }

    /// All of them, in the order of their causes.
    pub(super) fn into_all(self) -> Vec<Misfit<'c>> {
        self.by_cause.into_values().collect()
    }
}

fn key(session: &Session, fit: &Fit, is_first: bool) -> Key {
    let back = fit.back.as_ref();
    let expects_other = back.is_some_and(|back| session.terms.peer_as != back.terms.local_as);
    let back = back.map(|back| (back.origin, back.is_reverse));
    (fit.status, (session.origin, session.is_reverse), back, expects_other, is_first)
}

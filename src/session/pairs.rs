//! Compares the two ends of the sessions between nodes, class by class, and collects the mismatches by cause.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashSet};

use crate::cluster::{ClassId, Inventory};
use crate::known::Known;
use crate::value::Family;

use super::compatibility::{Comparer, Status};
use super::conflicts::{Conflict, Conflicts};
use super::mesh;
use super::mismatches::{Mismatch, Mismatches};
use super::pair_kind::{PairKind, PairKinds};
use super::rendered::{Session, SessionKind};

/// The result of the comparison.
#[derive(Debug, Default)]
pub struct Pairs<'c> {
    /// Sessions whose two ends are not compatible.
    pub mismatches: Vec<Mismatch<'c>>,
    /// Sessions of which one end connects without success, although the other end comes through.
    pub dialed_in_vain: Vec<Mismatch<'c>>,
    /// The conflicts.
    pub conflicts: Vec<Conflict>,
    /// Whether there were too many pairs to compare all of them.
    pub is_cut_short: bool,
}

impl<'c> Pairs<'c> {
    /// The mismatches with a status, one for both ends, of sessions that BIRD would use. Another session with the same
    /// neighbor stays idle anyway.
    pub fn used_mismatches(&self, status: Status) -> impl Iterator<Item = &Mismatch<'c>> {
        let mut seen = BTreeSet::new();
        self.mismatches.iter().filter(move |mismatch| {
            let own = mismatch.session.origin;
            let other = mismatch.back.as_ref().map_or(own, |back| back.origin);
            mismatch.status == status && mismatch.is_first && seen.insert((own.min(other), own.max(other)))
        })
    }
}

/// Compares all pairs.
pub(super) fn compare<'c>(comparer: &Comparer<'_, 'c>) -> Pairs<'c> {
    let plan = comparer.plan;
    let mut gathered = Gathered::default();
    let mut conflicts = Conflicts::default();
    // A cluster with thousands of BGPPeers for external routers has no pairs.
    let kinds = LazyCell::new(|| PairKinds::new(comparer));
    // Kinds of pairs with nothing to report.
    let mut quiet: HashSet<Vec<u32>> = HashSet::new();
    let mut kind = PairKind::default();
    for (from, to) in plan.related.pairs() {
        let has_kind = kinds.find(plan, (from, to), &mut kind);
        if has_kind && quiet.contains(&kind.key) {
            continue;
        }
        if !compare_classes(comparer, from, to, &mut gathered, &mut conflicts) && has_kind {
            quiet.insert(kind.key.clone());
        }
    }
    mesh::compare(comparer, &mut gathered.mismatches);
    for (id, class) in plan.classes.all().iter_with_ids() {
        let mut external = plan.external(class.first());
        external.retain(|session| session.kind != SessionKind::LocalWorkload);
        for same in external.chunk_by(|one, other| one.address == other.address) {
            conflicts.add_rendered(plan, id, same);
        }
    }
    if plan.cluster.inventory != Inventory::Complete {
        conflicts.add_declared(plan);
    }
    Pairs {
        mismatches: gathered.mismatches.into_all(),
        dialed_in_vain: gathered.dialed_in_vain.into_all(),
        conflicts: conflicts.into_all(),
        is_cut_short: plan.related.is_cut_short,
    }
}

#[derive(Default)]
struct Gathered<'c> {
    mismatches: Mismatches<'c>,
    dialed_in_vain: Mismatches<'c>,
}

/// Compares the sessions between two classes; gives whether there is something to report.
fn compare_classes<'c>(
    comparer: &Comparer<'_, 'c>,
    from: ClassId,
    to: ClassId,
    gathered: &mut Gathered<'c>,
    conflicts: &mut Conflicts,
) -> bool {
    let plan = comparer.plan;
    let Some((local, remote)) = plan.sample_pair(from, to) else {
        return false;
    };
    let mut has_found = false;
    for family in Family::BOTH {
        let Known::Value(address) = plan.speakers[remote].address(family) else {
            continue;
        };
        let sessions = plan.with(local, address);
        for session in &sessions {
            let compatibility = comparer.compatibility(session);
            // Which of several claims wins is random, so the status is unknown too.
            let is_open = |end: &Session| !end.conflicting.is_empty() || plan.is_misread(end.origin);
            if is_open(session) || compatibility.back.as_ref().is_some_and(is_open) {
                continue;
            }
            let is_first = sessions.first().is_none_or(|first| first.rank() == session.rank());
            let list = match compatibility.status {
                status if status.is_broken() => &mut gathered.mismatches,
                Status::Compatible if compatibility.is_dialed_in_vain => &mut gathered.dialed_in_vain,
                _ => continue,
            };
            list.add(session, compatibility, is_first, plan.pairs_between(from, to), [from]);
            has_found = true;
        }
        has_found |= conflicts.add_rendered(plan, from, &sessions);
    }
    has_found
}

//! The sessions of the node-to-node mesh that do not come up.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::cluster::ClassId;
use crate::known::Known;
use crate::value::{AsNumber, Family};

use super::compatibility::{Comparer, Status};
use super::mismatches::Mismatches;
use super::rendered::SessionKind;

/// What keeps mesh sessions, which all have the same terms, from coming up: whether a node has its own AS number that
/// differs from the cluster's, and whether another node has the same router ID.
type MeshKey = (Known<bool>, Option<(Ipv4Addr, Known<AsNumber>)>);

/// Adds the mesh sessions that do not come up. Pairs of classes that a BGPPeer connects were compared already.
pub(super) fn compare<'c>(comparer: &Comparer<'_, 'c>, mismatches: &mut Mismatches<'c>) {
    let plan = comparer.plan;
    if plan.globals.mesh != Known::Value(true) {
        return;
    }
    let repeated = plan.repeated_router_ids();
    for family in Family::BOTH {
        let mut sorts: BTreeMap<MeshKey, Vec<ClassId>> = BTreeMap::new();
        for (id, class) in plan.classes.all().iter_with_ids() {
            let speaker = &plan.speakers[class.first()];
            if speaker.cluster_id == Known::Absent && matches!(speaker.address(family), Known::Value(_)) {
                let as_number = plan.as_number(class.first());
                let has_other_as = speaker.own_as.map(|_| as_number != plan.globals.as_number);
                let repeated_id = speaker.router_id.value().filter(|id| repeated.contains(id));
                sorts.entry((has_other_as, repeated_id.map(|id| (id, as_number)))).or_default().push(id);
            }
        }
        let size = |classes: &[ClassId]| -> usize { classes.iter().map(|class| plan.members(*class).len()).sum() };
        let compared = compared(comparer, &sorts);
        for (ours, from) in &sorts {
            for (theirs, to) in &sorts {
                let all = size(from) * size(to).saturating_sub(usize::from(ours == theirs));
                let count = all.saturating_sub(compared.get(&(*ours, *theirs)).copied().unwrap_or_default());
                let pairs = from.iter().flat_map(|one| to.iter().map(move |other| (*one, *other)));
                let mut left = pairs.filter(|(one, other)| !plan.related.contains(*one, *other));
                let pair = left.find_map(|(one, other)| plan.sample_pair(one, other));
                let (Some((local, remote)), true) = (pair, count > 0) else {
                    continue;
                };
                let Some(address) = plan.speakers[remote].address(family).value() else {
                    continue;
                };
                let sessions = plan.with(local, address);
                let Some(session) = sessions.iter().find(|session| session.kind == SessionKind::Mesh) else {
                    continue;
                };
                let compatibility = comparer.compatibility(session);
                if matches!(compatibility.status, Status::AsMismatch | Status::BadIdentifier) {
                    mismatches.add(session, compatibility, true, count, from.iter().copied());
                }
            }
        }
    }
}

/// The number of pairs of nodes of two kinds that were compared already, because a BGPPeer connects them.
fn compared(comparer: &Comparer, sorts: &BTreeMap<MeshKey, Vec<ClassId>>) -> BTreeMap<(MeshKey, MeshKey), usize> {
    let all = sorts.iter().flat_map(|(sort, classes)| classes.iter().map(move |class| (*class, *sort)));
    let sort_of: BTreeMap<ClassId, MeshKey> = all.collect();
    let mut compared = BTreeMap::new();
    for (from, to) in comparer.plan.related.pairs() {
        if let (Some(ours), Some(theirs)) = (sort_of.get(&from), sort_of.get(&to)) {
            *compared.entry((*ours, *theirs)).or_default() += comparer.plan.pairs_between(from, to);
        }
    }
    compared
}

//! The pools whose routes filters may reject, and the effect of the two ends of a session on these routes.

use super::ids::{PoolId, PoolSet};
use crate::filter::{self, Outcome, PrefixSet, Verdict};
use crate::ids::IdVec;
use crate::resource::{Direction, IpPool, PeerType, Resource};
use crate::selector::Selector;
use crate::session::{Session, Sessions};
use crate::value::Family;

/// The most pools of a family.
const MOST_POOLS: usize = PoolSet::CAPACITY;

/// A pool whose routes may be filtered.
#[derive(Clone, Debug)]
pub struct PoolRoutes<'c> {
    /// The pool.
    pub resource: &'c Resource,
    /// What it says.
    pub pool: &'c IpPool,
    /// The blocks that nodes advertise.
    pub(super) blocks: PrefixSet,
    /// The nodes that get blocks of the pool.
    pub(super) nodes: Selector,
}

/// The pools of a family whose blocks are known.
pub(super) fn pools<'c>(sessions: &Sessions<'c>, family: Family) -> IdVec<PoolId, PoolRoutes<'c>> {
    let of_pods = sessions.cluster.enabled_pools().filter(|(_, pool)| pool.serves_workloads());
    let known = of_pods.filter_map(|(resource, pool)| {
        let cidr = pool.cidr.value().filter(|cidr| Family::of(cidr.ip()) == family)?;
        let length = pool.block_length().filter(|_| pool.node_selector.is_certain())?;
        let nodes = Selector::parse(pool.node_selector.value().map_or("", String::as_str)).ok()?;
        Some(PoolRoutes { resource, pool, blocks: PrefixSet::within(*cidr, length, length), nodes })
    });
    known.take(MOST_POOLS).collect()
}

/// The pools whose blocks a session does not pass on at all.
pub(super) fn dropped(sessions: &Sessions, pools: &IdVec<PoolId, PoolRoutes>, ends: (&Session, &Session)) -> PoolSet {
    if ends.0.terms.filters.is_empty() && ends.1.terms.filters.is_empty() {
        return PoolSet::default();
    }
    let is_dropped =
        |pool: &PoolRoutes| outcomes(sessions, pool, ends).iter().any(|(_, own)| own.verdict == Verdict::Drops);
    pools.iter_with_ids().filter(|(_, pool)| is_dropped(pool)).map(|(id, _)| id).collect()
}

/// The effect of both ends of a session on the blocks of a pool.
pub(super) fn outcomes(
    sessions: &Sessions,
    pool: &PoolRoutes,
    (sender, receiver): (&Session, &Session),
) -> [(Direction, Outcome); 2] {
    [(Direction::Export, sender), (Direction::Import, receiver)].map(|(direction, session)| {
        let lists: Vec<_> = sessions.filter_lists(session, direction).into_iter().map(|(_, rules)| rules).collect();
        let peer_type = session.is_internal().map(PeerType::of);
        (direction, filter::verdict(&lists, &pool.blocks, (session.family, direction), peer_type))
    })
}

//! The ids of vertices, routes, cluster IDs and pools, and sets of cluster IDs and pools.

use crate::ids::{Id, ids};

ids! {
    /// A vertex of a graph: a node that represents the nodes of its class.
    pub struct VertexId;
    /// A route that a vertex has learned, in one search.
    pub struct RouteId;
    /// A link that adjacencies of a graph have.
    pub struct LinkId;
    /// A cluster ID of the graph's route reflectors (RFC 4456).
    pub struct ClusterId;
    /// A pool whose routes filters may reject.
    pub struct PoolId;
}

/// A set of cluster IDs: the cluster list of a route, without its order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClusterIdSet(u128);

impl ClusterIdSet {
    /// The greatest number of cluster IDs.
    pub const CAPACITY: usize = u128::BITS as usize;

    /// The set with another cluster ID, if any.
    pub fn with(self, id: Option<ClusterId>) -> ClusterIdSet {
        ClusterIdSet(self.0 | ClusterIdSet::bit(id))
    }

    /// Whether the set contains a cluster ID; false for `None`.
    pub fn contains(self, id: Option<ClusterId>) -> bool {
        self.0 & ClusterIdSet::bit(id) != 0
    }

    /// Whether another set contains all of these cluster IDs.
    pub fn is_within(self, other: ClusterIdSet) -> bool {
        self.0 & !other.0 == 0
    }

    fn bit(id: Option<ClusterId>) -> u128 {
        id.map_or(0, |id| 1 << id.index().min(ClusterIdSet::CAPACITY - 1))
    }
}

/// A set of pools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PoolSet(u64);

impl PoolSet {
    /// The greatest number of pools.
    pub(super) const CAPACITY: usize = u64::BITS as usize;

    /// Whether the set contains a pool.
    pub fn contains(self, pool: PoolId) -> bool {
        self.0 & PoolSet::bit(pool) != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The pools of both sets.
    pub(super) fn union(self, other: PoolSet) -> PoolSet {
        PoolSet(self.0 | other.0)
    }

    fn bit(pool: PoolId) -> u64 {
        1_u64.checked_shl(pool.index() as u32).unwrap_or(0)
    }
}

impl FromIterator<PoolId> for PoolSet {
    fn from_iter<I: IntoIterator<Item = PoolId>>(pools: I) -> PoolSet {
        PoolSet(pools.into_iter().fold(0, |set, pool| set | PoolSet::bit(pool)))
    }
}

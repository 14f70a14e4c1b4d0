//! GlobalNetworkPolicy: that there is one is all that matters here.

use super::reading::{ReadKind, Reading};

/// A policy, which may be for host endpoints.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlobalNetworkPolicy;

impl ReadKind for GlobalNetworkPolicy {
    fn read_kind(_: &mut Reading) -> Option<GlobalNetworkPolicy> {
        Some(GlobalNetworkPolicy)
    }
}

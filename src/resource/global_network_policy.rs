//! GlobalNetworkPolicy: only its existence matters here.

use super::reading::{ReadKind, Reading};

/// A policy, which may select host endpoints.
#[derive(Clone, Copy, Debug, Default)]
pub struct GlobalNetworkPolicy;

impl ReadKind for GlobalNetworkPolicy {
    fn read_kind(_: &mut Reading) -> Option<GlobalNetworkPolicy> {
        Some(GlobalNetworkPolicy)
    }
}

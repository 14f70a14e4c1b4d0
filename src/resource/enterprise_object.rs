//! Objects of kinds that only Calico Enterprise has: only their existence matters here.

use super::reading::{ReadKind, Reading};

/// An object that open source Calico does not have.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnterpriseObject;

impl ReadKind for EnterpriseObject {
    fn read_kind(_: &mut Reading) -> Option<EnterpriseObject> {
        Some(EnterpriseObject)
    }
}

//! HostEndpoint: an interface of a host that host policies are for.

use super::reader::{FieldSpec, fields};
use super::reading::{ReadKind, Reading};

fields! {
    /// An interface of a host that host policies are for.
    pub struct HostEndpoint, HostEndpointNames {
        /// The node that it is on.
        node: String = "node" => |slot| slot.text();
    }
}

impl ReadKind for HostEndpoint {
    const SPEC: &'static [FieldSpec] = HostEndpoint::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<HostEndpoint> {
        Some(reading.spec(HostEndpoint::FIELDS, HostEndpoint::read))
    }
}

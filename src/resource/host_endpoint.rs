//! HostEndpoint: an interface of a node to which host policies apply.

use super::reader::{FieldSpec, fields};
use super::reading::{ReadKind, Reading};

fields! {
    /// An interface of a node to which host policies apply.
    pub struct HostEndpoint, HostEndpointNames {
        /// The node of the interface.
        node: String = "node" => |slot| slot.text();
    }
}

impl ReadKind for HostEndpoint {
    const SPEC: &'static [FieldSpec] = HostEndpoint::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<HostEndpoint> {
        Some(reading.spec(HostEndpoint::FIELDS, HostEndpoint::read))
    }
}

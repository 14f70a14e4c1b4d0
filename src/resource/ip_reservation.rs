//! IPReservation (Calico: `api/pkg/apis/projectcalico/v3/ipreservation.go`).

use super::field::Field;
use super::reader::{FieldSpec, fields};
use super::reading::{ReadKind, Reading};

fields! {
    /// Addresses that Calico gives to nobody.
    pub struct IpReservation, IpReservationNames {
        /// The ranges; admission judges their form.
        reserved_cidrs: Vec<Field<String>> = "reservedCIDRs" => |slot| slot.list(|item| item.text());
    }
}

impl ReadKind for IpReservation {
    const SPEC: &'static [FieldSpec] = IpReservation::FIELDS;

    fn read_kind(reading: &mut Reading) -> Option<IpReservation> {
        Some(reading.spec(IpReservation::FIELDS, IpReservation::read))
    }
}

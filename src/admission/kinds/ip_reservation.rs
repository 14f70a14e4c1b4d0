//! IPReservation (Calico: `ipreservation.go`).

use super::super::forms::{CIDR_FORMAT, CIDR_OR_ADDRESS};
use super::super::table::{Check, Demand, Form, Row, Shape};
use super::shared::{ALL, since};

/// `spec` of an IPReservation.
pub static SPEC: Shape = Shape {
    rows: &[Row::new("reservedCIDRs", Form::List(&RESERVED), &[Check::crd(Demand::Distinct, since(32))])],
    relations: &[],
};

static RESERVED: Row = Row::new(
    "reservedCIDRs",
    Form::Cidr(since(33)),
    &[Check::crd(Demand::Text(&CIDR_FORMAT), since(33)), Check::calico(Demand::Text(&CIDR_OR_ADDRESS), ALL)],
)
.sent_always();

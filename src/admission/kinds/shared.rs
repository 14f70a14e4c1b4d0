//! Rows that several tables have.

use super::super::content::Mapping;
use super::super::releases::Releases;
use super::super::table::{Check, Demand, Form, Number, Relation, Row, Shape};
use super::super::verdict::Topic;
use crate::document::Span;

pub(super) const ALL: Releases = Releases::ALL;
pub(super) const NONE: Releases = Releases::NONE;

/// 3.`minor` and later.
pub(super) const fn since(minor: u16) -> Releases {
    Releases::since(minor)
}

/// Before 3.`minor`.
pub(super) const fn before(minor: u16) -> Releases {
    Releases::before(minor)
}

/// Numbers of Go's `int`.
pub(super) const INT: Number = Number { least: i64::MIN as i128, most: i64::MAX as i128, int32: NONE };
/// Numbers of Go's `int32` to a CRD that says `format: int32`.
pub(super) const INT32: Number = Number { least: i32::MIN as i128, most: i32::MAX as i128, int32: ALL };
/// Numbers of Go's `uint8`.
pub(super) const UINT8: Number = Number { least: 0, most: u8::MAX as i128, int32: NONE };
/// Numbers of Go's `uint16`.
pub(super) const UINT16: Number = Number { least: 0, most: u16::MAX as i128, int32: NONE };
/// Numbers of Go's `uint32` to a CRD that says `format: int32`.
pub(super) const UINT32: Number = Number { least: 0, most: u32::MAX as i128, int32: before(34) };

/// An item of a list of strings.
pub(super) static TEXT_ITEM: Row = Row::new("item", Form::Text, &[]);

/// A password that a Secret holds (Calico: `BGPPassword`).
pub(super) static PASSWORD: Shape =
    Shape { rows: &[Row::new("secretKeyRef", Form::Mapping(&SECRET_KEY), &[])], relations: &[] };

static SECRET_KEY: Shape = Shape {
    rows: &[
        // Calico's client always sends the key, even an empty one.
        Row::new("key", Form::Text, &[Check::crd(Demand::Present, ALL)]).sent_always(),
        Row::new("name", Form::Text, &[]),
        Row::new("optional", Form::Boolean, &[]),
    ],
    relations: &[],
};

/// A relation that both gates know.
pub(super) const fn relation(
    topic: Topic,
    reason: &'static str,
    crd: Releases,
    calico: Releases,
    broken: fn(&Mapping) -> Option<Vec<Span>>,
) -> Relation {
    Relation { topic, reason, crd, calico, broken }
}

/// The keys of two fields that both have values.
pub(super) fn both(mapping: &Mapping, one: &str, other: &str) -> Option<Vec<Span>> {
    keys(mapping, &[other, one], mapping.has(one) && mapping.has(other))
}

/// The keys of those of the fields that are written, if they are at fault.
pub(super) fn keys(mapping: &Mapping, keys: &[&str], are_at_fault: bool) -> Option<Vec<Span>> {
    are_at_fault.then(|| keys.iter().filter_map(|key| Some(mapping.entry(key)?.key.span())).collect())
}

/// The places of those of the fields that are written, if they are at fault.
pub(super) fn places(mapping: &Mapping, keys: &[&str], are_at_fault: bool) -> Option<Vec<Span>> {
    are_at_fault.then(|| keys.iter().filter_map(|key| mapping.place(key)).collect())
}

//! The tables of fields: which fields a kind has, since when, and until when.

use crate::resource::value::Release;

/// A field that a kind has (shared by all kinds: name, first release, whether newer releases do without it).
#[derive(Debug)]
pub struct FieldSpec {
    /// The field's name.
    pub name: &'static str,
    /// The first release whose CRD has it; 3.23 stands for that and all before.
    pub since: Release,
    /// What to write instead, where the field is deprecated.
    pub instead: Option<&'static str>,
}

/// A field that is there in every release.
pub const fn field(name: &'static str) -> FieldSpec {
    FieldSpec { name, since: Release::v3(23), instead: None }
}

/// A field that came with Calico 3.`minor`.
pub const fn since(minor: u16, name: &'static str) -> FieldSpec {
    FieldSpec { name, since: Release::v3(minor), instead: None }
}

/// A field that newer releases do without.
pub const fn deprecated(name: &'static str, instead: &'static str) -> FieldSpec {
    FieldSpec { name, since: Release::v3(23), instead: Some(instead) }
}

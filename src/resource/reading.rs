//! A resource whose kind is known, while its content is read.

use super::metadata::Metadata;
use super::reader::{FieldName, FieldSpec, Notes, Object};
use crate::document::{Entry, Span, Value};
use crate::kind::Kind;

/// The fields that every resource may have beside those of its kind; SOPS adds `sops`.
const RESOURCE_FIELDS: &[FieldSpec] = &[
    FieldSpec::new(FieldName::new("apiVersion")),
    FieldSpec::new(FieldName::KIND),
    FieldSpec::new(FieldName::new("metadata")),
    FieldSpec::new(FieldName::new("sops")),
    FieldSpec::new(FieldName::SPEC),
    FieldSpec::new(FieldName::new("status")),
];

/// A resource that is being read.
pub(super) struct Reading<'r, 'd, 's> {
    /// Its kind.
    pub(super) kind: Kind,
    /// The whole resource.
    pub(super) value: Value<'d, 's>,
    /// The entries of the whole resource.
    pub(super) entries: Vec<Entry<'d, 's>>,
    /// The place to report for something that the whole resource lacks.
    pub(super) place: Span,
    /// Its metadata.
    pub(super) metadata: &'r Metadata,
    /// Its problems.
    pub(super) notes: &'r mut Notes,
}

/// The content of a kind, and how it is read.
pub(super) trait ReadKind: Sized {
    /// The fields of `spec`; empty for a kind whose fields bgplint does not check.
    const SPEC: &'static [FieldSpec] = &[];

    /// Reads a resource of the kind; `None` where the resource turns out not to concern bgplint.
    fn read_kind(reading: &mut Reading) -> Option<Self>;
}

impl<'d, 's> Reading<'_, 'd, 's> {
    /// Reads `spec` with the table of its fields; the default where `spec` cannot be read.
    pub(super) fn spec<T: Default>(
        &mut self,
        table: &'static [FieldSpec],
        read: impl FnOnce(&mut Object<'_, 'd, 's>) -> T,
    ) -> T {
        self.root().field(FieldName::SPEC).object(table, read).into_value()
    }

    /// Reads `spec` like [`Reading::spec`], and notes a missing one.
    pub(super) fn required_spec<T: Default>(
        &mut self,
        table: &'static [FieldSpec],
        read: impl FnOnce(&mut Object<'_, 'd, 's>) -> T,
    ) -> T {
        self.root().field(FieldName::SPEC).required().object(table, read).into_value()
    }

    /// The whole resource, to be read field by field.
    pub(super) fn root(&mut self) -> Object<'_, 'd, 's> {
        Object::open(std::mem::take(&mut self.entries), RESOURCE_FIELDS, self.place, self.notes)
    }

    /// Whether the resource has this name.
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.metadata.name.value().is_some_and(|own| own == name)
    }
}

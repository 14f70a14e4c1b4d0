//! A resource whose kind is known, on its way to becoming what that kind says.

use super::metadata::Metadata;
use super::reader::{FieldName, FieldSpec, Notes, Object};
use crate::document::{Entry, Span, Value};
use crate::kind::Kind;

/// The fields that every resource has beside those of its kind; `sops` is where SOPS keeps its own.
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
    /// Where to point for what the whole resource lacks.
    pub(super) place: Span,
    /// Who it is.
    pub(super) metadata: &'r Metadata,
    /// What is found to be wrong.
    pub(super) notes: &'r mut Notes,
}

/// What resources of a kind say: how it is read.
pub(super) trait ReadKind: Sized {
    /// The fields of `spec`; none for a kind whose fields are not ours to check.
    const SPEC: &'static [FieldSpec] = &[];

    /// Reads a resource of the kind; `None` where it is none of ours after all.
    fn read_kind(reading: &mut Reading) -> Option<Self>;
}

impl<'d, 's> Reading<'_, 'd, 's> {
    /// Reads `spec` against the table of its fields; nothing is in one that cannot be read.
    pub(super) fn spec<T: Default>(
        &mut self,
        table: &'static [FieldSpec],
        read: impl FnOnce(&mut Object<'_, 'd, 's>) -> T,
    ) -> T {
        self.root().field(FieldName::SPEC).object(table, read).into_value()
    }

    /// Reads `spec` as [`Reading::spec`] does, and notes where there is none.
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

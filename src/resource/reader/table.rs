//! The tables of fields: what each field is called, since which release it is there, and until when.

use std::fmt;

use crate::resource::value::Release;

/// The name of a field of a table. Fields of several kinds may have one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName {
    key: &'static str,
    title: &'static str,
}

impl FieldName {
    /// `kind` of a resource.
    pub const KIND: FieldName = FieldName::new("kind");
    /// `spec` of a resource.
    pub const SPEC: FieldName = FieldName::new("spec");

    /// A field that messages name by its key.
    pub(in crate::resource) const fn new(key: &'static str) -> FieldName {
        FieldName { key, title: key }
    }

    /// The same field, whose key says too little: messages name it with the field that it stands in.
    pub(in crate::resource) const fn called(self, title: &'static str) -> FieldName {
        FieldName { title, ..self }
    }

    /// The key, as a manifest has it.
    pub fn key(self) -> &'static str {
        self.key
    }

    /// The name, as messages have it.
    pub fn title(self) -> &'static str {
        self.title
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.title)
    }
}

/// A row of a table: a field that a kind has.
#[derive(Debug)]
pub struct FieldSpec {
    /// The field's name.
    pub name: FieldName,
    /// The first release whose CRD has the field; 3.23 stands for that release and all before.
    pub since: Release,
    /// What to write instead, where the field is deprecated.
    pub instead: Option<&'static str>,
}

impl FieldSpec {
    /// A field that is there in every release.
    pub const fn new(name: FieldName) -> FieldSpec {
        FieldSpec { name, since: Release::v3(23), instead: None }
    }

    /// The same field, which came with Calico 3.`minor`.
    pub const fn since(self, minor: u16) -> FieldSpec {
        FieldSpec { since: Release::v3(minor), ..self }
    }

    /// The same field, which newer releases do without.
    pub const fn deprecated(self, instead: &'static str) -> FieldSpec {
        FieldSpec { instead: Some(instead), ..self }
    }
}

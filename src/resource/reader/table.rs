//! The tables of fields: the name of each field, and whether it is deprecated. The releases of each are in `admission`.

use std::fmt;

/// The name of a field in a table. Fields of different kinds may have the same name.
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

    /// A field that messages call by its key.
    pub(in crate::resource) const fn new(key: &'static str) -> FieldName {
        FieldName { key, title: key }
    }

    /// The same field, called by a longer name in messages, because its key alone is not clear.
    pub(in crate::resource) const fn called(self, title: &'static str) -> FieldName {
        FieldName { title, ..self }
    }

    /// The key in a manifest.
    pub fn key(self) -> &'static str {
        self.key
    }

    /// The name in messages.
    pub fn title(self) -> &'static str {
        self.title
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.title)
    }
}

/// A row of a table: a field of a kind.
#[derive(Debug)]
pub struct FieldSpec {
    /// The name of the field.
    pub name: FieldName,
    /// What to write instead of a deprecated field.
    pub instead: Option<&'static str>,
}

impl FieldSpec {
    /// A field.
    pub const fn new(name: FieldName) -> FieldSpec {
        FieldSpec { name, instead: None }
    }

    /// The same field, deprecated.
    pub const fn deprecated(self, instead: &'static str) -> FieldSpec {
        FieldSpec { instead: Some(instead), ..self }
    }
}

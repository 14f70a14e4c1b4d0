//! A field of a resource: its value, or why it has none, and its place.

use super::place::FieldSpan;
use crate::document::Span;
use crate::input::SourceId;
use crate::known::Known;

/// A field as written in the manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T> {
    state: State<T>,
    key: Option<Span>,
    value: Option<Span>,
    /// The file with the field, if it is not the file of the resource.
    file: Option<SourceId>,
}

/// What is known of a field.
#[derive(Clone, Debug, PartialEq)]
enum State<T> {
    /// Missing, or a zero value that Calico treats as missing.
    Absent,
    /// A placeholder that a tool or a person replaces later, so that the value cannot be known.
    Unknown,
    /// Invalid, and already reported.
    Invalid,
    /// Invalid, already reported, and treated as missing by the part of Calico that reads it.
    Dropped,
    /// Valid.
    Value(T),
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Field { state: State::Absent, key: None, value: None, file: None }
    }
}

impl<T> Field<T> {
    /// A field that is missing.
    pub fn absent() -> Field<T> {
        Field::default()
    }

    /// A field with a value.
    pub(super) fn known(value: T, key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Value(value), key, value: Some(at), file: None }
    }

    /// A field with a zero value.
    pub(super) fn zero(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Absent, key, value: Some(at), file: None }
    }

    /// A field with a placeholder.
    pub(super) fn unknown(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Unknown, key, value: Some(at), file: None }
    }

    /// A field with an invalid value.
    pub(super) fn invalid(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Invalid, key, value: Some(at), file: None }
    }

    /// A field with an invalid value that Calico treats as missing.
    pub(super) fn dropped(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Dropped, key, value: Some(at), file: None }
    }

    /// The field with its value, if valid, changed.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        let state = match self.state {
            State::Value(value) => State::Value(change(value)),
            State::Absent => State::Absent,
            State::Unknown => State::Unknown,
            State::Invalid => State::Invalid,
            State::Dropped => State::Dropped,
        };
        Field { state, key: self.key, value: self.value, file: self.file }
    }

    /// The field; absent if Calico treats this value as missing.
    pub(super) fn zero_where(self, is_zero: impl FnOnce(&T) -> bool) -> Field<T> {
        match &self.state {
            State::Value(value) if is_zero(value) => Field { state: State::Absent, ..self },
            _ => self,
        }
    }

    /// The value, or the default value.
    pub(super) fn into_value(self) -> T
    where
        T: Default,
    {
        match self.state {
            State::Value(value) => value,
            _ => T::default(),
        }
    }

    /// The value, if valid.
    pub fn value(&self) -> Option<&T> {
        match &self.state {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    /// What Calico sees of the field, without a copy of the value. An invalid field is unknown, because nothing can be
    /// concluded from it.
    pub fn as_known(&self) -> Known<&T> {
        match &self.state {
            State::Value(value) => Known::Value(value),
            State::Absent | State::Dropped => Known::Absent,
            State::Unknown | State::Invalid => Known::Unknown,
        }
    }

    /// What Calico sees of the field.
    pub fn to_known(&self) -> Known<T>
    where
        T: Clone,
    {
        self.as_known().map(T::clone)
    }

    /// Whether the field is missing for Calico.
    pub fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent)
    }

    /// Whether the field has more than a zero value, known or not.
    pub fn is_set(&self) -> bool {
        !self.is_absent()
    }

    /// Whether the field has more than a zero value for certain; a placeholder may turn out to be empty.
    pub fn is_surely_set(&self) -> bool {
        matches!(self.state, State::Invalid | State::Dropped | State::Value(_))
    }

    /// Whether it is certain what Calico sees: a value, or no field.
    pub fn is_certain(&self) -> bool {
        matches!(self.state, State::Absent | State::Value(_))
    }

    /// Whether the field is invalid.
    pub fn is_invalid(&self) -> bool {
        matches!(self.state, State::Invalid | State::Dropped)
    }

    /// Whether Calico treats the field as missing, because it is absent or dropped.
    pub fn counts_as_absent(&self) -> bool {
        matches!(self.state, State::Absent | State::Dropped)
    }

    /// The same field, written in another file than its resource (in a patch).
    pub fn written_in(self, file: SourceId) -> Field<T> {
        Field { file: Some(file), ..self }
    }

    /// Makes the field unknown, at the same place.
    pub(super) fn doubt(&mut self) {
        self.state = State::Unknown;
    }

    /// The place of the value, or of the key if the value is empty. `None` where the field is missing.
    pub fn span(&self) -> Option<FieldSpan> {
        self.in_its_file(self.read_from())
    }

    /// The place of the key; for a list item, of the item.
    pub fn key_span(&self) -> Option<FieldSpan> {
        self.in_its_file(self.key_read_from())
    }

    /// The span of the value in the file that is being read.
    pub(super) fn read_from(&self) -> Option<Span> {
        self.value.filter(|span| !span.is_empty()).or(self.key)
    }

    /// The span of the key in the file that is being read.
    pub(super) fn key_read_from(&self) -> Option<Span> {
        self.key.or(self.value)
    }

    fn in_its_file(&self, span: Option<Span>) -> Option<FieldSpan> {
        Some(FieldSpan { span: span?, file: self.file })
    }
}

impl<T> Field<Field<T>> {
    /// The inner field of a field that only wraps another one.
    pub(super) fn flatten(self) -> Field<T> {
        let Field { state, key, value, file } = self;
        let state = match state {
            State::Value(inner) => {
                return Field { state: inner.state, key, value: inner.value.or(value), file: inner.file.or(file) };
            }
            State::Absent => State::Absent,
            State::Unknown => State::Unknown,
            State::Invalid => State::Invalid,
            State::Dropped => State::Dropped,
        };
        Field { state, key, value, file }
    }
}

impl<T> Field<Vec<Field<T>>> {
    /// The items of a list, in their order; empty where the list is missing or not known.
    pub fn items(&self) -> &[Field<T>] {
        self.value().map_or(&[], Vec::as_slice)
    }
}

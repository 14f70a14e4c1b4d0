//! A field of a resource: its value, or why there is none, and where it stands.

use super::place::FieldSpan;
use crate::document::Span;
use crate::input::SourceId;
use crate::known::Known;

/// A field as the manifest has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T> {
    state: State<T>,
    key: Option<Span>,
    value: Option<Span>,
    /// The file that the field is written in, where it is not the file of its resource.
    file: Option<SourceId>,
}

/// What is known of a field.
#[derive(Clone, Debug, PartialEq)]
enum State<T> {
    /// Not written, or written as a zero value that Calico takes for not written.
    Absent,
    /// Written, but a tool or a person has still to fill it in: nothing can be said of it.
    Unknown,
    /// Written wrongly, and already reported.
    Invalid,
    /// Written wrongly, already reported, and taken for not written by whatever gets as far as Calico.
    Dropped,
    /// Written rightly.
    Value(T),
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Field { state: State::Absent, key: None, value: None, file: None }
    }
}

impl<T> Field<T> {
    /// A field that is not there.
    pub fn absent() -> Field<T> {
        Field::default()
    }

    /// A field with a value.
    pub(super) fn known(value: T, key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Value(value), key, value: Some(at), file: None }
    }

    /// A field that is written as a zero value.
    pub(super) fn zero(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Absent, key, value: Some(at), file: None }
    }

    /// A field that a tool fills in later.
    pub(super) fn unknown(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Unknown, key, value: Some(at), file: None }
    }

    /// A field that is written wrongly.
    pub(super) fn invalid(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Invalid, key, value: Some(at), file: None }
    }

    /// A field that is written wrongly, so that Calico takes it for not written.
    pub(super) fn dropped(key: Option<Span>, at: Span) -> Field<T> {
        Field { state: State::Dropped, key, value: Some(at), file: None }
    }

    /// The field with its value, if it has one, turned into another.
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

    /// The field, which counts as absent where its value is one that Calico takes for not written.
    pub(super) fn zero_where(self, is_zero: impl FnOnce(&T) -> bool) -> Field<T> {
        match &self.state {
            State::Value(value) if is_zero(value) => Field { state: State::Absent, ..self },
            _ => self,
        }
    }

    /// The value, or its default where there is none.
    pub(super) fn into_value(self) -> T
    where
        T: Default,
    {
        match self.state {
            State::Value(value) => value,
            _ => T::default(),
        }
    }

    /// The value, if it is known.
    pub fn value(&self) -> Option<&T> {
        match &self.state {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    /// What Calico sees of the field, without a copy of its value; one that is written wrongly says nothing that can be
    /// relied on.
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

    /// Whether Calico sees no such field.
    pub fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent)
    }

    /// Whether the field is written with more than a zero value, be its value known or not.
    pub fn is_set(&self) -> bool {
        !self.is_absent()
    }

    /// Whether the field is written with more than a zero value for certain: no placeholder that may turn out empty.
    pub fn is_surely_set(&self) -> bool {
        matches!(self.state, State::Invalid | State::Dropped | State::Value(_))
    }

    /// Whether it is certain what Calico sees: a value, or nothing.
    pub fn is_certain(&self) -> bool {
        matches!(self.state, State::Absent | State::Value(_))
    }

    /// Whether the field is written wrongly.
    pub fn is_invalid(&self) -> bool {
        matches!(self.state, State::Invalid | State::Dropped)
    }

    /// Whether Calico takes the field for not written, be it absent or dropped.
    pub fn counts_as_absent(&self) -> bool {
        matches!(self.state, State::Absent | State::Dropped)
    }

    /// The same field, written in another file than its resource's own, as a patch does.
    pub fn written_in(self, file: SourceId) -> Field<T> {
        Field { file: Some(file), ..self }
    }

    /// Where the field stands: its value, or its key where the value is empty. `None` where it is not written.
    pub fn span(&self) -> Option<FieldSpan> {
        self.in_its_file(self.read_from())
    }

    /// Where the field's name stands; for an item of a list, the item.
    pub fn key_span(&self) -> Option<FieldSpan> {
        self.in_its_file(self.key_read_from())
    }

    /// The stretch of the value, in the file that is being read.
    pub(super) fn read_from(&self) -> Option<Span> {
        self.value.filter(|span| !span.is_empty()).or(self.key)
    }

    /// The stretch of the name, in the file that is being read.
    pub(super) fn key_read_from(&self) -> Option<Span> {
        self.key.or(self.value)
    }

    fn in_its_file(&self, span: Option<Span>) -> Option<FieldSpan> {
        Some(FieldSpan { span: span?, file: self.file })
    }
}

impl<T> Field<Field<T>> {
    /// A field that only wraps another one, taken for that other one.
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
    /// The items of a list, in their order; none where the list is absent or not understood.
    pub fn items(&self) -> &[Field<T>] {
        self.value().map_or(&[], Vec::as_slice)
    }
}

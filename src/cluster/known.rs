//! A fact that a manifest gives, leaves out, or hides behind a placeholder.

use crate::resource::Field;

/// What is known of a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// There is none.
    #[default]
    Absent,
    /// This one.
    Value(T),
    /// It cannot be known.
    Unknown,
}

impl<T> Known<T> {
    /// The value, if it is known.
    pub fn value(self) -> Option<T> {
        match self {
            Known::Value(value) => Some(value),
            _ => None,
        }
    }

    /// This fact, or what stands in for it where there is none.
    pub fn or(self, other: Known<T>) -> Known<T> {
        match self {
            Known::Absent => other,
            known => known,
        }
    }

    /// Whether it cannot be known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Known::Unknown)
    }

    /// The fact with its value, if it has one, turned into another.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Known::Absent => Known::Absent,
            Known::Value(value) => Known::Value(change(value)),
            Known::Unknown => Known::Unknown,
        }
    }
}

impl<'f, T> Known<&'f T> {
    /// What a field says, without a copy of it.
    pub fn of_ref(field: &'f Field<T>) -> Known<&'f T> {
        match field.value() {
            Some(value) => Known::Value(value),
            None if field.counts_as_absent() => Known::Absent,
            None => Known::Unknown,
        }
    }
}

impl<T: Clone> Known<T> {
    /// What a field says; one that is written wrongly says nothing that can be relied on.
    pub fn of(field: &Field<T>) -> Known<T> {
        Known::of_ref(field).map(T::clone)
    }
}

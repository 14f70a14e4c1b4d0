//! A mapping that is being read, and a field on its way to a typed value: the parts that all types share.

use super::notes::Notes;
use super::table::{FieldName, FieldSpec};
use crate::document::scalar::Resolved;
use crate::document::{Entry, Quoting, Span, Value, View};
use crate::kind::Checking;
use crate::nearest::nearest;
use crate::resource::field::Field;
use crate::resource::problem::{Expected, ProblemKind, Shape, Subject};
use crate::value::{is_left_over, is_placeholder};

/// A mapping that is being read.
pub struct Object<'n, 'd, 's> {
    notes: &'n mut Notes,
    entries: Vec<Entry<'d, 's>>,
    /// Known fields with a misspelled key; their value is unknown.
    misspelled: Vec<(FieldName, Entry<'d, 's>)>,
    /// A key is a template, so any field may exist.
    is_uncertain: bool,
    /// The place to report for a missing field.
    place: Span,
}

impl<'n, 'd, 's> Object<'n, 'd, 's> {
    /// Opens a mapping and notes unknown fields. `place` is the place to report for missing fields.
    pub fn open(entries: Vec<Entry<'d, 's>>, table: &'static [FieldSpec], place: Span, notes: &'n mut Notes) -> Self {
        let mut object = Object::open_unchecked(entries, place, notes);
        if object.notes.checking != Checking::Foreign {
            object.match_names(table);
        }
        object
    }

    /// Opens a mapping whose field names bgplint does not check.
    pub fn open_unchecked(entries: Vec<Entry<'d, 's>>, place: Span, notes: &'n mut Notes) -> Self {
        Object { notes, entries, misspelled: Vec::new(), is_uncertain: false, place }
    }

    fn match_names(&mut self, table: &'static [FieldSpec]) {
        let is_written =
            |name: FieldName| self.entries.iter().any(|entry| entry.key.text().as_deref() == Some(name.key()));
        let absent: Vec<FieldName> = table.iter().map(|spec| spec.name).filter(|name| !is_written(*name)).collect();
        for entry in &self.entries {
            let Some(key) = entry.key.text().filter(|key| !is_placeholder(key)) else {
                self.is_uncertain = true;
                continue;
            };
            let Some(spec) = table.iter().find(|spec| spec.name.key() == key) else {
                let suggestion = nearest_field(&key, &absent);
                let is_rival = |other: &Entry| {
                    let other = other.key.text().filter(|other| *other != key);
                    let other = other.filter(|other| table.iter().all(|spec| spec.name.key() != other));
                    other.is_some_and(|other| nearest_field(&other, &absent) == suggestion)
                };
                let has_rival = suggestion.is_some() && self.entries.iter().any(is_rival);
                self.misspelled.extend(suggestion.map(|name| (name, *entry)));
                let subject = Subject::key(&entry.key);
                self.notes.add(entry.key.span(), subject, ProblemKind::UnknownField { suggestion, has_rival });
                continue;
            };
            if let Some(instead) = spec.instead {
                self.notes.add(entry.key.span(), spec.name, ProblemKind::Deprecated { instead });
            }
        }
    }

    /// The field with this name.
    pub fn field(&mut self, name: FieldName) -> Slot<'_, 'd, 's> {
        // If a key appears twice, the last one wins.
        let written = self.entries.iter().rev().find(|entry| entry.key.text().as_deref() == Some(name.key())).copied();
        let misspelled = self.misspelled.iter().find(|(meant, _)| *meant == name).map(|(_, entry)| *entry);
        Slot {
            name,
            key: written.or(misspelled).map(|entry| entry.key.span()),
            value: written.map(|entry| entry.value),
            is_uncertain: written.is_none() && (misspelled.is_some() || self.is_uncertain),
            is_item: false,
            is_missing: false,
            place: self.place,
            notes: self.notes,
        }
    }

    /// Reads the field with this name.
    pub fn read<T>(&mut self, name: FieldName, read: impl FnOnce(Slot<'_, 'd, 's>) -> T) -> T {
        read(self.field(name))
    }

    /// Reads a value that depends on several fields.
    pub fn read_whole<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        read(self)
    }
}

/// A field or a list item on its way to a typed value.
pub struct Slot<'n, 'd, 's> {
    name: FieldName,
    /// The place of the key.
    pub(super) key: Option<Span>,
    value: Option<Value<'d, 's>>,
    /// The field is missing, but may exist in another form.
    is_uncertain: bool,
    /// The slot is an item of the list with this name.
    is_item: bool,
    /// The field is required and missing or empty, which was noted.
    is_missing: bool,
    /// The place to report if the field is missing.
    place: Span,
    notes: &'n mut Notes,
}

impl<'d, 's> Slot<'_, 'd, 's> {
    /// Notes a missing or empty field.
    pub fn required(mut self) -> Self {
        let is_empty = match &self.value {
            None => !self.is_uncertain,
            Some(value) => match value.view() {
                View::Sequence(items) => items.is_empty(),
                View::Mapping(_) => false,
                View::Scalar(Resolved::Null) if value.tag().is_none() => true,
                View::Scalar(_) => {
                    value.text().is_some_and(|text| text.is_empty()) && value.quoting() != Some(Quoting::Plain)
                }
            },
        };
        if is_empty {
            self.is_missing = true;
            let span = self.value.map(|value| value.span()).or(self.key).unwrap_or(self.place);
            self.note_at(span, ProblemKind::MissingField);
        }
        self
    }

    /// The value in the YAML tree, for values without a type of their own.
    pub fn raw(&self) -> Option<Value<'d, 's>> {
        self.value
    }

    /// Reads a list as a whole; unknown where `read` returns nothing.
    pub fn whole_list<T>(self, read: impl FnOnce(&Value<'d, 's>) -> Option<T>) -> Field<T> {
        self.typed(Expected::List, |slot, value| match read(&value) {
            Some(made) => slot.known(made, &value),
            None => slot.unknown(&value),
        })
    }

    /// A list whose items `read` reads; null counts as absent.
    pub fn list<T>(self, read: impl Fn(Slot<'_, 'd, 's>) -> Field<T>) -> Field<Vec<Field<T>>> {
        if self.is_nothing() {
            return Field::zero(self.key, self.place);
        }
        self.typed(Expected::List, |slot, value| {
            let View::Sequence(items) = value.view() else {
                return slot.refuse_type(&value, Expected::List);
            };
            let item = |item: Value<'d, 's>| {
                read(Slot {
                    name: slot.name,
                    key: None,
                    value: Some(item),
                    is_uncertain: false,
                    is_item: true,
                    is_missing: false,
                    place: item.span(),
                    notes: slot.notes,
                })
            };
            let fields = items.into_iter().map(item).collect();
            slot.known(fields, &value)
        })
    }

    /// A list of at most `limit` items.
    pub fn list_up_to<T>(mut self, limit: usize, read: impl Fn(Slot<'_, 'd, 's>) -> Field<T>) -> Field<Vec<Field<T>>> {
        if let Some((value, View::Sequence(items))) = self.value.map(|value| (value, value.view()))
            && items.len() > limit
        {
            let kind = ProblemKind::OutOfRange {
                written: format!("{} items", items.len()),
                limit: format!("at most {limit} {}", if limit == 1 { "item" } else { "items" }),
            };
            self.note_at(self.key.unwrap_or(value.span()), kind);
        }
        self.list(read)
    }

    /// A mapping that `read` reads with the table of its fields; null counts as absent.
    pub fn object<T>(self, table: &'static [FieldSpec], read: impl FnOnce(&mut Object<'_, 'd, 's>) -> T) -> Field<T> {
        if self.is_nothing() {
            return Field::zero(self.key, self.place);
        }
        self.typed(Expected::Mapping, |slot, value| {
            let View::Mapping(entries) = value.view() else {
                return slot.refuse_type(&value, Expected::Mapping);
            };
            let place = slot.key.unwrap_or_else(|| place_in(&entries, value.span()));
            let mut object = Object::open(entries, table, place, slot.notes);
            let read = read(&mut object);
            slot.known(read, &value)
        })
    }

    /// The only field of a mapping that has just one.
    pub fn only<T>(self, table: &'static [FieldSpec; 1], read: impl FnOnce(Slot<'_, 'd, 's>) -> Field<T>) -> Field<T> {
        let [spec] = table;
        self.object(table, |object| object.read(spec.name, read)).flatten()
    }

    /// Handles what all types share (a missing value, placeholders, private tags, null), and lets `read` make a field of
    /// any other value.
    pub(super) fn typed<T>(
        mut self,
        expected: Expected,
        read: impl FnOnce(&mut Self, Value<'d, 's>) -> Field<T>,
    ) -> Field<T> {
        let Some(value) = self.value else {
            return match self.is_uncertain {
                true => Field::unknown(self.key, self.key.unwrap_or(self.place)),
                false => Field::absent(),
            };
        };
        if self.is_missing {
            return Field::invalid(self.key, value.span());
        }
        let is_filled_in_later = value.text().is_some_and(|text| is_placeholder(&text));
        let has_private_tag = value.tag().is_some_and(|tag| !tag.is_core);
        if is_filled_in_later || has_private_tag || value.is_password_from_elsewhere(self.name.title()) {
            return self.unknown(&value);
        }
        if value.resolved() == Resolved::Null && value.quoting().is_some() {
            self.note(&value, ProblemKind::WrongType { expected, found: Shape::Nothing });
            return self.dropped(&value);
        }
        read(&mut self, value)
    }

    /// Parses a scalar with `parse`. A value that `parse` rejects is a forgotten placeholder, or the problem that `explain`
    /// returns.
    pub(super) fn parsed<T, E>(
        &mut self,
        value: &Value<'d, 's>,
        expected: Expected,
        parse: impl FnOnce(&str) -> Result<T, E>,
        explain: impl FnOnce(String, E) -> ProblemKind,
    ) -> Field<T> {
        let Some(text) = value.text() else {
            return self.refuse_type(value, expected);
        };
        if text.is_empty() {
            return self.zero(value);
        }
        match parse(&text) {
            Ok(parsed) => self.known(parsed, value),
            Err(_) if is_left_over(&text) => self.left_over(value, text.into_owned()),
            Err(error) => self.refuse(value, explain(text.into_owned(), error)),
        }
    }

    /// A field with a value.
    pub(super) fn known<T>(&self, known: T, value: &Value) -> Field<T> {
        Field::known(known, self.key, value.span())
    }

    /// A field with a zero value.
    pub(super) fn zero<T>(&self, value: &Value) -> Field<T> {
        Field::zero(self.key, value.span())
    }

    /// A field with a placeholder.
    pub(super) fn unknown<T>(&self, value: &Value) -> Field<T> {
        Field::unknown(self.key, value.span())
    }

    /// A field that Calico treats as missing although it is written.
    pub(super) fn dropped<T>(&self, value: &Value) -> Field<T> {
        Field::dropped(self.key, value.span())
    }

    /// A field with an invalid value, which is noted.
    pub(super) fn refuse<T>(&mut self, value: &Value, kind: ProblemKind) -> Field<T> {
        self.note(value, kind);
        Field::invalid(self.key, value.span())
    }

    /// A value of the wrong type. A placeholder is unknown instead, and noted where the field expects a number.
    pub(super) fn refuse_type<T>(&mut self, value: &Value, expected: Expected) -> Field<T> {
        match value.text().filter(|text| is_left_over(text)) {
            Some(text) if expected == Expected::Number => self.left_over(value, text.into_owned()),
            Some(_) => self.unknown(value),
            None => self.refuse(value, ProblemKind::WrongType { expected, found: Shape::of(value) }),
        }
    }

    /// A placeholder that somebody forgot to replace, which is noted.
    pub(super) fn left_over<T>(&mut self, value: &Value, written: String) -> Field<T> {
        self.note(value, ProblemKind::PlaceholderLeft { written });
        self.unknown(value)
    }

    /// Notes a problem with the value.
    pub(super) fn note(&mut self, value: &Value, kind: ProblemKind) {
        // An empty value cannot be underlined, but its key can.
        let span = Some(value.span()).filter(|span| !span.is_empty()).or(self.key).unwrap_or(value.span());
        self.note_at(span, kind);
    }

    /// Notes a problem with the field at this place.
    pub(super) fn note_at(&mut self, span: Span, kind: ProblemKind) {
        let subject = if self.is_item { Subject::Item(self.name) } else { Subject::Field(self.name) };
        self.notes.add(span, subject, kind);
    }

    /// How the resource is checked.
    pub(super) fn checking(&self) -> Checking {
        self.notes.checking
    }

    /// Whether the key has no value.
    fn is_nothing(&self) -> bool {
        let is_nothing =
            |value: Value| value.quoting().is_some() && value.tag().is_none() && value.resolved() == Resolved::Null;
        self.key.is_some() && self.value.is_some_and(is_nothing)
    }
}

/// The most similar known field.
fn nearest_field(written: &str, fields: &[FieldName]) -> Option<FieldName> {
    let key = nearest(written, fields.iter().map(|name| name.key()))?;
    fields.iter().copied().find(|name| name.key() == key)
}

/// The place to report for something that a mapping lacks: its first key with the colon. The colon makes it differ from the
/// place of the field.
pub fn place_in(entries: &[Entry], otherwise: Span) -> Span {
    entries.first().map_or(otherwise, |entry| Span { end: entry.key.span().end + 1, ..entry.key.span() })
}

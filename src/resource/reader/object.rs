//! A mapping that is being read: its fields by name, and the names that it should not have.

use super::nearest::nearest;
use super::notes::{Checking, Notes};
use super::slot::{Slot, Start};
use super::table::FieldSpec;
use crate::document::{Entry, Span, View};
use crate::resource::field::Field;
use crate::resource::problem::ProblemKind;
use crate::resource::value::{Release, is_placeholder};

/// A mapping that is being read.
pub struct Object<'n, 'd, 's> {
    notes: &'n mut Notes,
    entries: Vec<Entry<'d, 's>>,
    /// Known fields that are misspelt: their value is not known.
    misspelt: Vec<(&'static str, Entry<'d, 's>)>,
    /// A key is a template, so that any field may be there.
    is_uncertain: bool,
    /// Where to point for a field that is not there.
    place: Span,
}

impl<'n, 'd, 's> Object<'n, 'd, 's> {
    /// Opens a mapping and notes the fields that the kind does not have. `place` is pointed at for missing fields.
    pub fn open(entries: Vec<Entry<'d, 's>>, table: &'static [FieldSpec], place: Span, notes: &'n mut Notes) -> Self {
        let mut object = Object { notes, entries, misspelt: Vec::new(), is_uncertain: false, place };
        if object.notes.checking != Checking::Foreign {
            object.match_names(table);
        }
        object
    }

    /// Opens a mapping whose names are not ours to check.
    pub fn open_unchecked(entries: Vec<Entry<'d, 's>>, place: Span, notes: &'n mut Notes) -> Self {
        Object { notes, entries, misspelt: Vec::new(), is_uncertain: false, place }
    }

    fn match_names(&mut self, table: &'static [FieldSpec]) {
        let written = |name: &str| self.entries.iter().any(|entry| entry.key.text().as_deref() == Some(name));
        let absent: Vec<&'static str> = table.iter().map(|spec| spec.name).filter(|name| !written(name)).collect();
        for entry in &self.entries {
            let Some(key) = entry.key.text().filter(|key| !is_placeholder(key)) else {
                self.is_uncertain = true;
                continue;
            };
            let Some(spec) = table.iter().find(|spec| spec.name == key) else {
                let suggestion = nearest(&key, absent.iter().copied());
                let is_rival = |other: &Entry| {
                    let other =
                        other.key.text().filter(|other| *other != key && table.iter().all(|spec| spec.name != other));
                    other.is_some_and(|other| nearest(&other, absent.iter().copied()) == suggestion)
                };
                let has_rival = suggestion.is_some() && self.entries.iter().any(is_rival);
                self.misspelt.extend(suggestion.map(|name| (name, *entry)));
                self.notes.add(entry.key.span(), &key, ProblemKind::UnknownField { suggestion, has_rival });
                continue;
            };
            if let Some(instead) = spec.instead {
                self.notes.add(entry.key.span(), &key, ProblemKind::Deprecated { instead });
            }
            if spec.since > Release::v3(23) {
                self.notes.add(entry.key.span(), &key, ProblemKind::NeedsRelease { since: spec.since });
            }
        }
    }

    /// The field of this name, to be read as what it is.
    pub fn field(&mut self, name: &'static str) -> Slot<'_, 'd, 's> {
        // Of a key that appears twice the last value is in force.
        let written = self.entries.iter().rev().find(|entry| entry.key.text().as_deref() == Some(name)).copied();
        let misspelt = self.misspelt.iter().find(|(meant, _)| *meant == name).map(|(_, entry)| *entry);
        let is_uncertain = written.is_none() && (misspelt.is_some() || self.is_uncertain);
        let key = written.or(misspelt).map(|entry| entry.key.span());
        Slot::field(name, key, written.map(|entry| entry.value), is_uncertain, self.place, self.notes)
    }
}

impl<'d, 's> Slot<'_, 'd, 's> {
    /// A mapping, read by `read` against the table of its fields; nothing where a mapping is due counts as absent.
    pub fn object<T>(
        mut self,
        table: &'static [FieldSpec],
        read: impl FnOnce(&mut Object<'_, 'd, 's>) -> T,
    ) -> Field<T> {
        let expected = "a mapping";
        if self.is_nothing() {
            return Field::zero(self.key, self.place);
        }
        let value = match self.start(expected) {
            Start::Value(value) => value,
            Start::Done(field) => return field,
        };
        let View::Mapping(entries) = value.view() else {
            return self.refuse_type(&value, expected);
        };
        let place = self.key.unwrap_or_else(|| place_in(&entries, value.span()));
        let mut object = Object::open(entries, table, place, self.notes);
        Field::known(read(&mut object), self.key, value.span())
    }
}

/// Where to point for what a mapping as a whole lacks: its first key with the colon, which belongs to no field alone.
pub fn place_in(entries: &[Entry], otherwise: Span) -> Span {
    entries.first().map_or(otherwise, |entry| Span { end: entry.key.span().end + 1, ..entry.key.span() })
}

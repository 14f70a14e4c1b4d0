//! Labels and annotations: strings by name, some of which may be unknown.

use std::collections::BTreeMap;

use super::field::Field;
use super::problem::{ProblemKind, Shape, Subject, TextMap};
use super::reader::Notes;
use crate::document::{Value, View};
use crate::value::is_placeholder;

/// Labels by name. A value may be unknown.
pub type Labels = BTreeMap<String, Field<String>>;

/// The content of a mapping of labels or annotations.
#[derive(Debug, Default)]
pub(super) struct StringMap {
    /// The values by name.
    pub(super) texts: Labels,
    /// Whether there may be more entries, because the mapping or one of its keys is a placeholder.
    pub(super) may_have_more: bool,
}

/// Reads a mapping of labels or annotations; keeps only the names that `keep` accepts.
pub(super) fn read_string_map(
    value: Option<Value>,
    map: TextMap,
    keep: impl Fn(&str) -> bool,
    notes: &mut Notes,
) -> StringMap {
    let mut labels = StringMap::default();
    let entries = match value.map(|value| (value, value.view())) {
        Some((_, View::Mapping(entries))) => entries,
        Some((value, _)) => {
            labels.may_have_more = value.text().is_some_and(|text| is_placeholder(&text));
            return labels;
        }
        None => return labels,
    };
    for entry in entries {
        let Some(name) = entry.key.text().map(|name| name.into_owned()) else {
            continue;
        };
        labels.may_have_more |= is_placeholder(&name);
        let (key, at) = (Some(entry.key.span()), entry.value.span());
        let found = Shape::of(&entry.value);
        let text = entry.value.resolved().as_text(&entry.value.text().unwrap_or_default()).into_owned();
        if !matches!(found, Shape::Text | Shape::Nothing) {
            notes.add(at, Subject::key(&entry.key), ProblemKind::NonStringLabel { map, found });
        }
        if keep(&name) {
            let is_password = entry.value.is_password_from_elsewhere(&name);
            let is_known = !is_placeholder(&text) && entry.value.quoting().is_some() && !is_password;
            let field = if is_known { Field::known(text, key, at) } else { Field::unknown(key, at) };
            labels.texts.insert(name, field);
        }
    }
    labels
}

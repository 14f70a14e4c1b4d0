//! Labels and annotations: texts by name, of which some may not be known.

use std::collections::BTreeMap;

use super::field::Field;
use super::problem::ProblemKind;
use super::reader::{Notes, type_name};
use super::value::is_placeholder;
use crate::document::{Value, View};

/// Labels by name; a value may be unknown.
pub type Labels = BTreeMap<String, Field<String>>;

/// Reads a mapping of labels or annotations; only names that `keep` wants are kept.
pub(super) fn read_string_map(
    value: Option<Value>,
    map: &'static str,
    keep: impl Fn(&str) -> bool,
    notes: &mut Notes,
) -> Labels {
    let mut labels = Labels::new();
    let Some(View::Mapping(entries)) = value.map(|value| value.view()) else {
        return labels;
    };
    for entry in entries {
        let Some(name) = entry.key.text().map(|name| name.into_owned()) else {
            continue;
        };
        let (key, at) = (Some(entry.key.span()), entry.value.span());
        let found = type_name(&entry.value);
        let text = entry.value.resolved().as_text(&entry.value.text().unwrap_or_default()).into_owned();
        if !matches!(found, "text" | "nothing") {
            notes.add(at, &name, ProblemKind::NonStringLabel { map, found });
        }
        if keep(&name) {
            let is_known = !is_placeholder(&text) && entry.value.quoting().is_some();
            let field = if is_known { Field::known(text, key, at) } else { Field::unknown(key, at) };
            labels.insert(name, field);
        }
    }
    labels
}

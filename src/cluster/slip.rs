//! The part of a selector that no known node has, with the most similar known word.

use std::ops::Range;

use super::KnownLabels;
use crate::nearest::nearest_name;
use crate::selector::Selector;

/// A label, or a value of a label, that no known node has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorSlip<'s> {
    /// The label of the value; `None` where no known node has the label itself.
    pub label: Option<&'s str>,
    /// The name of the label, or the value, as written in the selector.
    pub written: &'s str,
    /// The places in the text of the selector, without quotes.
    pub ranges: Vec<Range<usize>>,
    /// The values of the label on the known nodes.
    pub known: Vec<&'s str>,
    /// The most similar name or value on the known nodes.
    pub guess: Option<&'s str>,
}

impl<'s> SelectorSlip<'s> {
    /// The first label of a selector, or otherwise its first value, that no known node has.
    pub fn find(selector: &'s Selector, known: &KnownLabels<'s>) -> Option<SelectorSlip<'s>> {
        let names = selector.label_names();
        if let Some(label) = names.iter().find(|label| !known.contains_key(label.name.as_str())) {
            let same = names.iter().filter(|other| other.name == label.name);
            return Some(SelectorSlip {
                label: None,
                written: &label.name,
                ranges: same.map(|other| other.range.clone()).collect(),
                known: Vec::new(),
                guess: nearest_name(&label.name, known.keys().copied()),
            });
        }
        selector.compared_values().iter().filter(|compared| !compared.negated).find_map(|compared| {
            let values =
                known.get(compared.label.as_str()).filter(|values| !values.contains(compared.value.as_str()))?;
            let without_quotes = compared.range.start + 1..compared.range.end - 1;
            Some(SelectorSlip {
                label: Some(&compared.label),
                written: &compared.value,
                ranges: Vec::from([without_quotes]),
                known: values.iter().copied().collect(),
                guess: nearest_name(&compared.value, values.iter().copied()),
            })
        })
    }
}

//! The part of a selector that no known node has, and what was most likely meant.

use std::ops::Range;

use super::KnownLabels;
use crate::nearest::nearest_name;
use crate::selector::Selector;

/// A label, or a value of a label, that no known node has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorSlip<'s> {
    /// The label that the value is of; `None` where no known node has the label itself.
    pub label: Option<&'s str>,
    /// The label's name or the value, as written in the selector.
    pub written: &'s str,
    /// Where it is written in the selector's text, without quotes.
    pub ranges: Vec<Range<usize>>,
    /// The values of the label that the known nodes have.
    pub known: Vec<&'s str>,
    /// The name or value of the known nodes that was most likely meant.
    pub guess: Option<&'s str>,
}

impl<'s> SelectorSlip<'s> {
    /// The first label of a selector, else its first value, that no known node has.
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

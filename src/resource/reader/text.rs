//! Strings: plain text, selectors, words of a vocabulary; and booleans.

use super::slot::Slot;
use crate::document::Span;
use crate::document::scalar::Resolved;
use crate::kind::Checking;
use crate::resource::field::Field;
use crate::resource::problem::{Expected, ProblemKind, Shape};
use crate::resource::word::Word;
use crate::value::is_left_over;

/// The longest selector that the CRDs accept, in characters.
const LONGEST_SELECTOR: usize = 1024;

impl<'d, 's> Slot<'_, 'd, 's> {
    /// A string; an empty one counts as absent.
    pub fn text(self) -> Field<String> {
        self.text_up_to(usize::MAX)
    }

    /// A string of at most `limit` characters; an empty one counts as absent.
    pub fn text_up_to(self, limit: usize) -> Field<String> {
        self.text_checked_by(|text| match text.chars().count() > limit {
            true => Err(ProblemKind::OutOfRange {
                written: format!("{}…", text.chars().take(24).collect::<String>()),
                limit: format!("at most {limit} characters"),
            }),
            false => Ok(text),
        })
    }

    /// A string that a check accepts; an empty one counts as absent. A collection has the wrong type, and so has a number or
    /// boolean where the CRD requires a string.
    fn text_checked_by(self, check: impl FnOnce(String) -> Result<String, ProblemKind>) -> Field<String> {
        self.typed(Expected::Text, |slot, value| {
            let (expected, found) = (Expected::Text, Shape::of(&value));
            let is_wrong = match found {
                Shape::Text => false,
                Shape::Mapping | Shape::List => true,
                Shape::Nothing | Shape::Boolean | Shape::Number => slot.checking() == Checking::Crd,
            };
            if is_wrong {
                return slot.refuse(&value, ProblemKind::WrongType { expected, found });
            }
            let text = value.resolved().as_text(&value.text().unwrap_or_default()).into_owned();
            if text.is_empty() {
                return slot.zero(&value);
            }
            match check(text) {
                Ok(text) => slot.known(text, &value),
                Err(problem) => slot.refuse(&value, problem),
            }
        })
    }

    /// The name of an interface.
    pub fn interface(self, fits: fn(&str) -> bool) -> Field<String> {
        self.text_checked_by(|text| match fits(&text) {
            true => Ok(text),
            false => Err(ProblemKind::InvalidInterface { written: text }),
        })
    }

    /// A selector; a value that YAML reads as a tag is noted.
    pub fn selector(mut self) -> Field<String> {
        let tagged = self.raw().and_then(|value| Some((value, value.tag().filter(|tag| !tag.is_core)?)));
        if let Some((value, tag)) = tagged {
            let span = Span { start: tag.span.start, end: value.span().end.max(tag.span.end) };
            let rest = value.text().unwrap_or_default().into_owned();
            // Only a tag without a value passes kubectl: the value is null.
            let is_empty = rest.is_empty();
            self.note_at(span, ProblemKind::SelectorLostToTag { rest });
            return if is_empty { Field::dropped(self.key, span) } else { Field::unknown(self.key, span) };
        }
        // No selector has angle brackets, so this is a placeholder.
        let is_open = |text: &str| text.contains('<') && is_left_over(text);
        match self.raw().filter(|value| value.text().is_some_and(|text| is_open(&text))) {
            Some(value) => self.unknown(&value),
            None => self.text_up_to(LONGEST_SELECTOR),
        }
    }

    /// A boolean of YAML 1.1.
    pub fn boolean(self) -> Field<bool> {
        self.typed(Expected::Boolean, |slot, value| match value.resolved() {
            Resolved::Bool(boolean) => slot.known(boolean, &value),
            _ => slot.refuse_type(&value, Expected::Boolean),
        })
    }

    /// A word of a closed vocabulary.
    pub fn word<W: Word>(self) -> Field<W> {
        self.word_read_by(W::parse)
    }

    /// A word of a closed vocabulary for which Calico ignores the case.
    pub fn word_in_any_case<W: Word>(self) -> Field<W> {
        self.word_read_by(|written| {
            W::ALL.iter().find(|(text, _)| text.eq_ignore_ascii_case(written)).map(|(_, word)| *word)
        })
    }

    fn word_read_by<W: Word>(self, parse: impl FnOnce(&str) -> Option<W>) -> Field<W> {
        self.typed(Expected::Word, |slot, value| {
            if value.quoting().is_none() {
                return slot.refuse_type(&value, Expected::Word);
            }
            let written = value.text().unwrap_or_default().into_owned();
            // Old versions of calicoctl wrote empty strings for fields that were not set.
            if written.is_empty() {
                return slot.zero(&value);
            }
            match parse(&written) {
                Some(word) => slot.known(word, &value),
                None if is_left_over(&written) => slot.unknown(&value),
                None => {
                    let allowed = W::ALL.iter().map(|(text, _)| *text).collect();
                    slot.refuse(&value, ProblemKind::UnknownWord { written, allowed })
                }
            }
        })
    }
}

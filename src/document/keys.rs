//! What kubectl makes of the keys of a mapping: JSON has only text for a key.

use std::borrow::Cow;

use super::scalar::{Resolved, short_float_text};
use super::tags::{decoded_binary, is_merge_tag};
use super::tree::{Quoting, Value};

impl<'d> Value<'d, '_> {
    /// The name of the value as a key in JSON: `yes` is `true`, `0x10` is `16`.
    ///
    /// # Errors
    /// Why kubectl rejects the key.
    pub fn key_name(&self) -> Result<Cow<'d, str>, &'static str> {
        let text = self.text().ok_or("a list or mapping cannot be a key")?;
        match self.resolved() {
            Resolved::Text => Ok(self.tag().and_then(|tag| decoded_binary(tag, &text)).map_or(text, Cow::Owned)),
            Resolved::Bool(value) => Ok(Cow::Borrowed(if value { "true" } else { "false" })),
            Resolved::Int(value) if i64::try_from(value).is_ok() => Ok(Cow::Owned(value.to_string())),
            Resolved::Int(_) => Err("kubectl reads the key as a number, and the number is too large for a key"),
            Resolved::Float(value) => Ok(match short_float_text(value) {
                text if text == "+Inf" => Cow::Borrowed(".inf"),
                text if text == "-Inf" => Cow::Borrowed("-.inf"),
                text if text == "NaN" => Cow::Borrowed(".nan"),
                text => Cow::Owned(text),
            }),
            Resolved::Null => Err("kubectl reads the key as null, and null cannot be a key"),
        }
    }

    /// Whether the value as a key merges the entries of another mapping: `<<`.
    pub(super) fn is_merge(&self) -> bool {
        if self.text_of_own().is_none_or(|text| text != "<<") {
            return false;
        }
        match self.tag() {
            None => self.quoting() == Some(Quoting::Plain),
            // The tag `!` makes a text in quotes one without quotes.
            Some(tag) => tag.text == "!" || is_merge_tag(tag),
        }
    }

    /// Whether the value as a key is certainly the text that it looks like.
    pub(super) fn is_simple_key(&self) -> bool {
        let is_word = |first: u8| first.is_ascii_alphabetic() && !b"yYnNtTfFoO".contains(&first);
        self.tag().is_none()
            && (self.quoting() != Some(Quoting::Plain)
                || self.text().is_some_and(|text| {
                    text.bytes().next().is_some_and(is_word)
                        || text.len() > 5 && text.as_bytes()[0].is_ascii_alphabetic()
                }))
    }
}

//! What a value of a manifest is as JSON, which is what both gates get.

use std::borrow::Cow;

use crate::document::scalar::Resolved;
use crate::document::{Entry, Span, Value, View};
use crate::value::is_placeholder;

/// A value as JSON.
#[derive(Debug)]
pub enum Content<'d, 's> {
    /// A placeholder, or a value with a private tag: nothing is known of it.
    Unknown,
    /// Null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction.
    Fraction(f64),
    /// A string.
    Text(Cow<'d, str>),
    /// A list.
    List(Vec<Value<'d, 's>>),
    /// A mapping.
    Mapping(Mapping<'d, 's>),
}

impl<'d, 's> Content<'d, 's> {
    /// The content of a value.
    pub fn of(value: &Value<'d, 's>) -> Content<'d, 's> {
        if value.tag().is_some_and(|tag| !tag.is_core) || value.text().is_some_and(|text| is_placeholder(&text)) {
            return Content::Unknown;
        }
        match value.view() {
            View::Mapping(entries) => Content::Mapping(Mapping { entries }),
            View::Sequence(items) => Content::List(items),
            View::Scalar(Resolved::Null) => Content::Null,
            View::Scalar(Resolved::Bool(value)) => Content::Boolean(value),
            View::Scalar(Resolved::Text) => Content::Text(value.text().unwrap_or_default()),
            View::Scalar(Resolved::Float(number)) => {
                Resolved::Float(number).as_integer().map_or(Content::Fraction(number), Content::Integer)
            }
            View::Scalar(Resolved::Int(number)) => Content::Integer(number),
        }
    }

    /// The content as calicoctl reads it where a string is due: it writes numbers and booleans as text.
    pub fn as_text(value: &Value<'d, 's>) -> Content<'d, 's> {
        match (Content::of(value), value.text()) {
            (Content::Boolean(_) | Content::Integer(_) | Content::Fraction(_), Some(text)) => {
                Content::Text(value.resolved().as_text(&text).into_owned().into())
            }
            (content, _) => content,
        }
    }

    /// Whether it is the value that Go leaves out of JSON where a field has `omitempty`.
    pub fn is_zero(&self) -> bool {
        match self {
            Content::Null | Content::Boolean(false) | Content::Integer(0) => true,
            Content::Text(text) => text.is_empty(),
            Content::List(items) => items.is_empty(),
            _ => false,
        }
    }
}

/// The entries of a mapping.
#[derive(Debug, Default)]
pub struct Mapping<'d, 's> {
    /// The entries, in the order of the file.
    pub entries: Vec<Entry<'d, 's>>,
}

impl<'d, 's> Mapping<'d, 's> {
    /// The entry with this key; if a key appears twice, the last one.
    pub fn entry(&self, key: &str) -> Option<Entry<'d, 's>> {
        self.entries.iter().rev().find(|entry| entry.key.text().as_deref() == Some(key)).copied()
    }

    /// The value of a field that is not null.
    pub fn value(&self, key: &str) -> Option<Content<'d, 's>> {
        self.entry(key).map(|entry| Content::of(&entry.value)).filter(|content| !matches!(content, Content::Null))
    }

    /// The text of a field; empty where the field is missing or no text.
    pub fn text(&self, key: &str) -> Cow<'d, str> {
        match self.value(key) {
            Some(Content::Text(text)) => text,
            _ => Cow::Borrowed(""),
        }
    }

    /// Whether a field has a value that is neither unknown nor Go's zero value.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some_and(|content| !matches!(content, Content::Unknown) && !content.is_zero())
    }

    /// Whether a field is missing, null or zero for certain.
    pub fn lacks(&self, key: &str) -> bool {
        !self.has_templates() && self.value(key).is_none_or(|content| content.is_zero())
    }

    /// Whether a field is this boolean.
    pub fn is(&self, key: &str, wanted: bool) -> bool {
        matches!(self.value(key), Some(Content::Boolean(value)) if value == wanted)
    }

    /// The items of a list.
    pub fn items(&self, key: &str) -> Vec<Value<'d, 's>> {
        match self.value(key) {
            Some(Content::List(items)) => items,
            _ => Vec::new(),
        }
    }

    /// Whether a list has a text.
    pub fn lists(&self, key: &str, word: &str) -> bool {
        self.items(key).iter().any(|item| matches!(Content::of(item), Content::Text(text) if text == word))
    }

    /// The place of a field: its value, or its key where the value is empty.
    pub fn place(&self, key: &str) -> Option<Span> {
        self.entry(key).map(|entry| place_of(&entry))
    }

    /// Whether a key is a template, so that any field may be there.
    pub fn has_templates(&self) -> bool {
        self.entries.iter().any(|entry| entry.key.text().is_none_or(|key| is_placeholder(&key)))
    }
}

/// The place of a field: its value, or its key where the value is empty.
pub fn place_of(entry: &Entry) -> Span {
    Some(entry.value.span()).filter(|span| !span.is_empty()).unwrap_or(entry.key.span())
}

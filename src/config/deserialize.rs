//! YAML tree → configuration. Errors point at the exact key or value.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::document::scalar::Resolved;
use crate::document::{Entry, Span, Value, View};

/// A problem, and its place.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    /// What to do.
    pub(super) help: Option<String>,
    /// The characters that are wrong. Of nested errors the innermost place is kept.
    pub(super) span: Option<Span>,
}

/// Separates a message from its help, because a serde error holds only one text.
pub(super) const HELP: char = '\u{1f}';

impl Fault {
    /// A problem with these characters of the file.
    pub(super) fn at(span: Span, message: &str) -> Fault {
        Fault { message: message.to_owned(), help: None, span: Some(span) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Fault {
        let text = message.to_string();
        match text.split_once(HELP) {
            Some((message, help)) => Fault { message: message.to_owned(), help: Some(help.to_owned()), span: None },
            None => Fault { message: text, help: None, span: None },
        }
    }
}

/// A value of the tree, for serde.
#[derive(Clone, Copy)]
pub(super) struct Spanned<'d, 's>(pub(super) Value<'d, 's>);

impl<'d, 's> Spanned<'d, 's> {
    /// Gives the place of this value to an error without a place.
    fn at<T>(self, result: Result<T, Fault>) -> Result<T, Fault> {
        result.map_err(|fault| Fault { span: fault.span.or(Some(self.0.span())), ..fault })
    }

    /// The text as written, where a string is expected: `3.30` must not become a number, nor `off` a boolean.
    fn text(self) -> Option<String> {
        self.0.text().map(|text| text.into_owned())
    }
}

impl<'de, 'd: 'de, 's: 'de> IntoDeserializer<'de, Fault> for Spanned<'d, 's> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de, 'd: 'de, 's: 'de> Deserializer<'de> for Spanned<'d, 's> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match self.0.view() {
            View::Mapping(entries) => {
                let pairs = entries.into_iter().map(|Entry { key, value }| (Spanned(key), Spanned(value)));
                visitor.visit_map(MapDeserializer::new(pairs))
            }
            View::Sequence(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Spanned))),
            View::Scalar(Resolved::Null) => visitor.visit_unit(),
            View::Scalar(Resolved::Bool(value)) => visitor.visit_bool(value),
            View::Scalar(Resolved::Int(value)) => visitor.visit_i128(value),
            View::Scalar(Resolved::Float(value)) => visitor.visit_f64(value),
            View::Scalar(Resolved::Text) => visitor.visit_string(self.text().unwrap_or_default()),
        };
        self.at(read)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match (self.0.view(), self.text()) {
            (View::Scalar(Resolved::Null), _) | (_, None) => self.deserialize_any(visitor),
            (_, Some(text)) => self.at(visitor.visit_string(text)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.view() {
            View::Scalar(Resolved::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// A list without items may be empty in YAML (`rules:`).
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.view() {
            View::Scalar(Resolved::Null) => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<Self>())),
            _ => self.deserialize_any(visitor),
        }
    }

    /// A mapping without keys may be empty in YAML.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.view() {
            View::Mapping(_) => self.deserialize_any(visitor),
            View::Scalar(Resolved::Null) => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(Self, Self)>())),
            _ => self.at(Err(de::Error::custom("expected a mapping, `key: value`"))),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.text() {
            Some(text) => {
                let text: StringDeserializer<Fault> = text.into_deserializer();
                self.at(text.deserialize_enum(name, variants, visitor))
            }
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        self.at(visitor.visit_newtype_struct(self))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct ignored_any
    }
}

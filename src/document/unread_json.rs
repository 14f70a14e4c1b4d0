//! The values of a JSON dump that nobody reads: where they are, and whether they are certainly valid.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::holes::Hole;
use super::span::Span;
use super::unread_fields::Unread;

/// The levels of indentation in JSON that kubectl writes.
const STEP: usize = 4;

/// The values that nobody reads in an object as kubectl writes it, with one key or closing bracket on each line. A string
/// in JSON has no line ends, so the line with the closing bracket is certain.
pub(super) fn holes(text: &str, span: Span, unread: &Unread) -> Vec<Hole> {
    let part = &text[..span.end as usize];
    let line_start = part[..span.start as usize].rfind('\n').map_or(0, |end| end + 1);
    let indent = span.start as usize - line_start;
    let mut at = span.start as usize;
    let (mut field, mut kind_lines) = ("", 0);
    let mut holes = Vec::new();
    while at < part.len() {
        let start = at;
        let line = &part[at..][..part[at..].find('\n').map_or(part.len() - at, |end| end + 1)];
        at += line.len();
        let content = line.trim_start_matches(' ');
        let level = line.len() - content.len();
        if level == indent + STEP {
            let field_line = content.trim_end().trim_end_matches(',').replace('"', "");
            kind_lines += usize::from(unread.kind.contains(&field_line.as_str()));
            field = opened(content).map_or("", |(key, _)| key);
        } else if level == indent + 2 * STEP {
            let Some((key, bracket)) = opened(content) else {
                continue;
            };
            let is_of_kind = field == unread.field && kind_lines == unread.kind.len();
            if !(is_of_kind && !unread.read.contains(&key) || [field, key] == unread.of_all) {
                continue;
            }
            let first = start + line.trim_end().len() - 1;
            let closing = format!("\n{:level$}{}", "", if bracket == '{' { '}' } else { ']' });
            let end = part[first..].find(&closing).map(|end| first + end + closing.len());
            if let Some(end) = end.filter(|end| is_valid(&part[first..*end])) {
                holes.push(Hole { from: first, span: Span::new(first, end), is_of_kind });
                at = end + part[end..].find('\n').map_or(part.len() - end, |end| end + 1);
            }
        }
    }
    holes
}

/// The key of a line that opens an object or a list, with its bracket.
fn opened(content: &str) -> Option<(&str, char)> {
    let content = content.trim_end();
    let bracket = content.chars().next_back().filter(|last| matches!(last, '{' | '['))?;
    Some((content.strip_suffix(bracket)?.strip_prefix('"')?.strip_suffix("\": ")?, bracket))
}

/// Whether a text is one JSON value without duplicate keys.
fn is_valid(text: &str) -> bool {
    let mut value = serde_json::Deserializer::from_str(text);
    Valid.deserialize(&mut value).is_ok() && value.end().is_ok()
}

/// Reads any value and keeps nothing.
#[derive(Clone, Copy)]
struct Valid;

impl<'de> DeserializeSeed<'de> for Valid {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Valid {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Valid)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut keys: HashSet<String> = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if !keys.insert(key) {
                return Err(A::Error::custom("a duplicate key"));
            }
            entries.next_value_seed(Valid)?;
        }
        Ok(())
    }
}

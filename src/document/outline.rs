//! The keys of a value with their places: the part of a tree that is kept after the tree is dropped.

use super::span::Span;
use super::tree::{Content, Document, NodeId, Text, Value};

/// The keys below a value, in the order of the file. A list counts as one value, so its items have no keys here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    keys: Vec<OutlineKey>,
}

/// A key of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OutlineKey {
    /// The number of keys above this one.
    depth: u32,
    /// The span of its text, without quotes.
    text: Span,
    /// The span from the key to the end of its value.
    entry: Span,
    /// Whether its value is a mapping.
    holds_mapping: bool,
}

impl Outline {
    /// The span of the field at a path of keys, with its key. A path into a list gives the list. `None` where the value has
    /// no such field. `text` is the text of the file.
    pub fn field(&self, text: &str, path: &[String]) -> Option<Span> {
        let mut below = self.keys.as_slice();
        let mut found: Option<&OutlineKey> = None;
        for (depth, step) in (0_u32..).zip(path) {
            if found.is_some_and(|key| !key.holds_mapping) {
                break;
            }
            let at = below.iter().position(|key| key.depth == depth && key.text.slice(text) == step)?;
            found = below.get(at);
            below = &below[at + 1..];
            let end = below.iter().position(|key| key.depth <= depth).unwrap_or(below.len());
            below = &below[..end];
        }
        found.map(|key| key.entry)
    }
}

impl Value<'_, '_> {
    /// Whether the document of the value has aliases.
    pub fn has_aliases(&self) -> bool {
        self.document.has_aliases
    }

    /// The keys below the value with their places; `None` where an escape makes the text of a key differ from the file.
    pub fn outline(&self) -> Option<Outline> {
        let mut outline = Outline::default();
        self.document.add_keys(self.id, 0, &mut outline.keys).then_some(outline)
    }
}

impl Document<'_> {
    /// Adds the keys below a node; false where the text of a key differs from the file.
    fn add_keys(&self, id: NodeId, depth: u32, keys: &mut Vec<OutlineKey>) -> bool {
        let Some(Content::Mapping { first, count }) = self.node(id).map(|node| node.content) else {
            return true;
        };
        self.pairs(first, count).all(|(key, value)| {
            let text = match self.node(key).map(|node| (node.span, node.content)) {
                Some((span, Content::Scalar { text: Text::Span, .. })) => span,
                Some((span, Content::Scalar { text: Text::Inside, .. })) => {
                    Span { start: span.start + 1, end: span.end.saturating_sub(1) }
                }
                // A collection or an alias as a key has no text.
                Some((_, Content::Scalar { text: Text::Table(_), .. })) | None => return false,
                Some((span, _)) => Span { start: span.start, end: span.start },
            };
            let (own, reached) = (self.reach(key), self.reach(value));
            let entry = Span { start: own.start, end: own.end.max(reached.end) };
            let holds_mapping = matches!(self.node(value).map(|node| node.content), Some(Content::Mapping { .. }));
            keys.push(OutlineKey { depth, text, entry, holds_mapping });
            self.add_keys(value, depth + 1, keys)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn field<'t>(text: &'t str, path: &[&str]) -> Option<&'t str> {
        let document = parse(text, Span::new(0, text.len())).expect("it is YAML").expect("it holds something");
        let outline = document.root().outline().expect("no key has escapes");
        let path: Vec<String> = path.iter().map(|step| (*step).to_owned()).collect();
        outline.field(text, &path).map(|span| span.slice(text))
    }

    #[test]
    fn a_field_is_found_by_its_path() {
        let text = "a: 1\nb:\n  c: {d: 2, e: 3}\n  'f.g': 4\n  h: [{i: 5}]\nj: {d: 6}\nk: {}\n";
        assert_eq!(field(text, &["a"]), Some("a: 1"));
        assert_eq!(field(text, &["b", "c", "e"]), Some("e: 3"));
        assert_eq!(field(text, &["b", "f.g"]), Some("'f.g': 4"));
        assert_eq!(field(text, &["j", "d"]), Some("d: 6"));
        // A path into a list or a scalar ends at the list or scalar.
        assert_eq!(field(text, &["b", "h", "0", "i"]), Some("h: [{i: 5}]"));
        assert_eq!(field(text, &["a", "x"]), Some("a: 1"));
        for path in [&["x"][..], &["k", "x"], &["b", "d"], &["b", "c", "i"], &["j", "e"]] {
            assert_eq!(field(text, path), None, "{path:?}");
        }
    }

    #[test]
    fn a_key_with_escapes_has_no_outline() {
        let text = "a:\n  \"b\\u0041\": 1\n";
        let document = parse(text, Span::new(0, text.len())).expect("it is YAML").expect("it holds something");
        assert_eq!(document.root().outline(), None);
    }
}

//! A YAML document as a tree of nodes with spans, in flat tables.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::scalar::{Resolved, resolve};
use super::span::Span;

/// The number of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(pub(super) u32);

/// The quoting of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Without quotes: its meaning is resolved.
    Plain,
    /// In single or double quotes: always a string.
    Quoted,
    /// A literal (`|`) or folded (`>`) block: always a string.
    Block,
}

/// The place of a scalar's text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// The span of the node in the file.
    Span,
    /// The span of the node without its quotes.
    Inside,
    /// The document's table of texts, where escapes or folded lines make the value differ from the file.
    Table(u32),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Scalar { quoting: Quoting, text: Text },
    Mapping { first: u32, count: u32 },
    Sequence { first: u32, count: u32 },
    Alias(NodeId),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) content: Content,
}

/// A tag such as `!has(x)` or `!!str`.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The tag as written, from its first `!`.
    pub text: String,
    /// The place of the tag.
    pub span: Span,
    /// Whether YAML defines the tag (`!!str`, `!!int`, …); other tags are private.
    pub is_core: bool,
}

/// The secrets of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    /// The passwords, from their key to the end of their value, in the order of the file.
    pub(super) passwords: Vec<Span>,
    /// Whether the document has a Secret, so that none of its lines is shown.
    pub(super) holds_secret: bool,
}

/// One parsed document. Its spans are offsets into the whole file.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) text: &'s str,
    pub(super) span: Span,
    pub(super) nodes: Vec<Node>,
    /// The children of all collections. The children of one collection are adjacent; in a mapping keys and values
    /// alternate.
    pub(super) children: Vec<NodeId>,
    pub(super) texts: Vec<Box<str>>,
    pub(super) tags: BTreeMap<NodeId, Tag>,
    pub(super) comments: Vec<Span>,
    /// The text behind the value of the document, which kubectl does not read.
    pub(super) unread: Option<Span>,
    /// Whether an alias makes a node stand for several.
    pub(super) has_aliases: bool,
    pub(super) root: NodeId,
    /// The secrets, as soon as something needs them.
    pub(super) secrets: OnceLock<Secrets>,
}

impl<'s> Document<'s> {
    /// The document's outermost value.
    pub fn root(&self) -> Value<'_, 's> {
        self.value(self.root)
    }

    /// The span of the document in the file.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Every comment, from `#` to the end of the line, in the order of the file.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Whether the document has aliases.
    pub fn has_aliases(&self) -> bool {
        self.has_aliases
    }

    /// The text behind the value of the document, which kubectl does not read: a second value, for example.
    pub fn unread(&self) -> Option<Span> {
        self.unread
    }

    /// Pairs of keys within one mapping that are equal once resolved, such as `yes` and `true`: the places of the first and
    /// of the later key, sorted by the later one.
    pub fn duplicate_keys(&self) -> Vec<(Span, Span)> {
        let mut pairs = Vec::new();
        let mut keys: Vec<(Cow<str>, Span)> = Vec::new();
        for node in &self.nodes {
            let Content::Mapping { first, count } = node.content else {
                continue;
            };
            keys.clear();
            keys.extend(self.pairs(first, count).filter_map(|(key, _)| {
                let key = self.value(key);
                Some((key.key_name().ok()?, key.span())).filter(|_| !key.is_merge())
            }));
            keys.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
            pairs.extend(keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1)));
        }
        pairs.sort_by_key(|(_, again)| *again);
        pairs
    }

    /// The span of a node with its tag.
    pub(super) fn reach(&self, id: NodeId) -> Span {
        let span = self.node(id).map_or(Span::default(), |node| node.span);
        match self.tags.get(&id) {
            Some(tag) => Span { start: tag.span.start.min(span.start), end: span.end.max(tag.span.end) },
            None => span,
        }
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    pub(super) fn value(&self, id: NodeId) -> Value<'_, 's> {
        Value { document: self, id }
    }

    pub(super) fn children_of(&self, first: u32, count: u32) -> &[NodeId] {
        self.children.get(first as usize..(first + count) as usize).unwrap_or(&[])
    }

    pub(super) fn items(&self, first: u32, count: u32) -> impl Iterator<Item = NodeId> + '_ {
        self.children_of(first, count).iter().copied()
    }

    pub(super) fn pairs(&self, first: u32, count: u32) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.children_of(first, count).chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }
}

/// A node of a document; an alias shows the node that it refers to.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d, 's> {
    pub(super) document: &'d Document<'s>,
    pub(super) id: NodeId,
}

/// The content of a value.
#[derive(Debug)]
pub enum View<'d, 's> {
    /// A scalar, resolved; `Resolved::Null` for an empty one.
    Scalar(Resolved),
    /// The entries of a mapping, with merge keys applied.
    Mapping(Vec<Entry<'d, 's>>),
    /// The items of a sequence.
    Sequence(Vec<Value<'d, 's>>),
}

/// A key of a mapping with its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'d, 's> {
    /// The key.
    pub key: Value<'d, 's>,
    /// The value.
    pub value: Value<'d, 's>,
}

impl<'d, 's> Value<'d, 's> {
    /// The span of the value; for an alias, the span of the alias itself.
    pub fn span(&self) -> Span {
        self.document.node(self.id).map_or(Span::default(), |node| node.span)
    }

    /// The text of the value as written in the file.
    pub fn source(&self) -> &'s str {
        self.span().slice(self.document.text)
    }

    /// The node that an alias refers to; any other node itself.
    pub(super) fn target(&self) -> Value<'d, 's> {
        let mut value = *self;
        // Loops are rejected, and an alias of an alias cannot be written, so one step is enough.
        if let Some(Node { content: Content::Alias(target), .. }) = self.document.node(self.id) {
            value.id = *target;
        }
        value
    }

    /// The tag of the value.
    pub fn tag(&self) -> Option<&'d Tag> {
        self.document.tags.get(&self.target().id)
    }

    /// The quoting of a scalar; `None` for a collection.
    pub fn quoting(&self) -> Option<Quoting> {
        match self.document.node(self.target().id)?.content {
            Content::Scalar { quoting, .. } => Some(quoting),
            _ => None,
        }
    }

    /// The text of a scalar before resolution; `None` for a collection.
    pub fn text(&self) -> Option<Cow<'d, str>> {
        let document: &'d Document<'s> = self.document;
        let node = document.node(self.target().id)?;
        let Content::Scalar { text, .. } = node.content else {
            return None;
        };
        Some(Cow::Borrowed(match text {
            Text::Span => node.span.slice(document.text),
            Text::Inside => {
                Span { start: node.span.start + 1, end: node.span.end.saturating_sub(1) }.slice(document.text)
            }
            Text::Table(index) => document.texts.get(index as usize).map_or("", |text| text),
        }))
    }

    /// The text of a scalar that is no alias.
    pub(super) fn text_of_own(&self) -> Option<Cow<'d, str>> {
        self.text().filter(|_| self.target().id == self.id)
    }

    /// The content of the value.
    pub fn view(&self) -> View<'d, 's> {
        let target = self.target();
        match self.document.node(target.id).map(|node| node.content) {
            Some(Content::Mapping { .. }) => {
                let mut entries = Vec::new();
                target.collect_entries(&mut entries);
                View::Mapping(entries)
            }
            Some(Content::Sequence { first, count }) => {
                View::Sequence(self.document.items(first, count).map(|id| self.document.value(id)).collect())
            }
            _ => View::Scalar(target.resolved()),
        }
    }

    /// The entry with this name; `None` where the value is not a mapping or has no such entry.
    pub fn get(&self, name: &str) -> Option<Value<'d, 's>> {
        match self.view() {
            View::Mapping(entries) => {
                entries.iter().rev().find(|entry| entry.key.text().as_deref() == Some(name)).map(|entry| entry.value)
            }
            _ => None,
        }
    }

    /// The meaning of a scalar; a collection counts as a string.
    pub fn resolved(&self) -> Resolved {
        let (Some(quoting), Some(text)) = (self.quoting(), self.text()) else {
            return Resolved::Text;
        };
        match self.tag().map(|tag| tag.text.as_str()) {
            None if quoting != Quoting::Plain => Resolved::Text,
            None | Some("!!bool" | "!!int" | "!!null") => resolve(&text),
            Some("!!float") => match resolve(&text) {
                Resolved::Int(value) => Resolved::Float(value as f64),
                other => other,
            },
            Some(_) => Resolved::Text,
        }
    }

    /// Adds the entries of the mapping, with merge keys applied in place. As in go-yaml v2 the later one wins, be it a key
    /// or a merge.
    fn collect_entries(&self, entries: &mut Vec<Entry<'d, 's>>) {
        let document = self.document;
        let Some(Node { content: Content::Mapping { first, count }, .. }) = document.node(self.target().id) else {
            return;
        };
        for (key, value) in document.pairs(*first, *count) {
            let (key, value) = (document.value(key), document.value(value));
            if !key.is_merge() {
                entries.push(Entry { key, value });
                continue;
            }
            match document.node(value.target().id).map(|node| node.content) {
                Some(Content::Sequence { first, count }) => {
                    // Of several merged mappings the first wins, so it is added last.
                    let items: Vec<NodeId> = document.items(first, count).collect();
                    items.into_iter().rev().for_each(|item| document.value(item).collect_entries(entries));
                }
                _ => value.collect_entries(entries),
            }
        }
    }
}

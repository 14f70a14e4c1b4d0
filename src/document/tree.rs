//! One YAML document as a tree of spanned nodes, kept in flat tables.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::scalar::{Resolved, resolve};
use super::span::Span;

/// The number of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(pub(super) u32);

/// How a scalar was quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Not quoted: its meaning is resolved.
    Plain,
    /// In single or double quotes: always text.
    Quoted,
    /// A literal (`|`) or folded (`>`) block: always text.
    Block,
}

/// Where the text of a scalar lies.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    /// Exactly the node's span of the file.
    Span,
    /// The node's span without its quotes.
    Inside,
    /// In the document's table of texts, because escapes or line folding changed it.
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
    /// Where it stands.
    pub span: Span,
    /// Whether it is one of YAML's own (`!!str`, `!!int`, …) rather than a private one.
    pub is_core: bool,
}

/// One parsed document: a tree whose spans are offsets into the whole file.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) text: &'s str,
    pub(super) span: Span,
    pub(super) nodes: Vec<Node>,
    /// Children of all collections; those of one collection lie side by side, keys and values in turn.
    pub(super) children: Vec<NodeId>,
    pub(super) texts: Vec<Box<str>>,
    pub(super) tags: BTreeMap<NodeId, Tag>,
    pub(super) comments: Vec<Span>,
    pub(super) root: NodeId,
}

impl<'s> Document<'s> {
    /// The document's outermost value.
    pub fn root(&self) -> Value<'_, 's> {
        self.value(self.root)
    }

    /// The stretch of the file that this document was cut from.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Every comment, from its `#` to the end of the line, in the file's order.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Pairs of equal keys within one mapping: where the first stands and where the later one, by the later one.
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
                Some((key.text()?, key.span())).filter(|(text, _)| text != "<<")
            }));
            keys.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
            pairs.extend(keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1)));
        }
        pairs.sort_by_key(|(_, again)| *again);
        pairs
    }

    /// The path of the innermost key or value that holds `span`, as in `spec.exportV4[2].cidr`, seen from the node
    /// that takes exactly `from`, or from the root.
    pub fn path_to(&self, span: Span, from: Option<Span>) -> String {
        let mut path = String::new();
        let mut id = self.root;
        loop {
            if self.node(id).is_some_and(|node| Some(node.span) == from) {
                path.clear();
            }
            let next = match self.node(id).map(|node| node.content) {
                Some(Content::Mapping { first, count }) => {
                    let children = self.children_of(first, count);
                    // Children stand in the order of the file: the pair to enter is the last that begins early enough.
                    let after = children.partition_point(|child| self.reach(*child).start <= span.start);
                    let key = after.checked_sub(1).map(|last| last - last % 2);
                    key.and_then(|key| children.get(key..key + 2)).and_then(|pair| {
                        let on_value = self.reach(pair[1]).contains(span);
                        let is_inside = on_value || self.reach(pair[0]).contains(span);
                        is_inside.then(|| (self.key_step(pair[0], path.is_empty()), on_value.then_some(pair[1])))
                    })
                }
                Some(Content::Sequence { first, count }) => {
                    let children = self.children_of(first, count);
                    let after = children.partition_point(|item| self.reach(*item).start <= span.start);
                    let item = after.checked_sub(1).and_then(|index| Some((index, *children.get(index)?)));
                    item.filter(|(_, item)| self.reach(*item).contains(span))
                        .map(|(index, item)| (format!("[{index}]"), Some(item)))
                }
                _ => None,
            };
            let Some((step, below)) = next else {
                return path;
            };
            path.push_str(&step);
            match below {
                Some(below) => id = below,
                None => return path,
            }
        }
    }

    /// A key as a step of a path; one that itself holds dots is put in brackets.
    fn key_step(&self, key: NodeId, is_first: bool) -> String {
        let name = self.value(key).text().unwrap_or(Cow::Borrowed("?"));
        if name.contains(['.', '/', '[']) {
            format!("['{name}']")
        } else if is_first {
            name.into_owned()
        } else {
            format!(".{name}")
        }
    }

    /// A node's span, widened by its tag.
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

    fn children_of(&self, first: u32, count: u32) -> &[NodeId] {
        self.children.get(first as usize..(first + count) as usize).unwrap_or(&[])
    }

    pub(super) fn items(&self, first: u32, count: u32) -> impl Iterator<Item = NodeId> + '_ {
        self.children_of(first, count).iter().copied()
    }

    pub(super) fn pairs(&self, first: u32, count: u32) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.children_of(first, count).chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }
}

/// A node of a document, seen through its aliases.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d, 's> {
    pub(super) document: &'d Document<'s>,
    pub(super) id: NodeId,
}

/// What a value is.
#[derive(Debug)]
pub enum View<'d, 's> {
    /// A scalar, resolved; `Resolved::Null` for an absent one.
    Scalar(Resolved),
    /// A mapping's entries, merge keys carried out.
    Mapping(Vec<Entry<'d, 's>>),
    /// A sequence's items.
    Sequence(Vec<Value<'d, 's>>),
}

/// One key of a mapping with its value.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'d, 's> {
    /// The key.
    pub key: Value<'d, 's>,
    /// The value.
    pub value: Value<'d, 's>,
}

impl<'d, 's> Value<'d, 's> {
    /// Where the value stands; for an alias, the alias itself.
    pub fn span(&self) -> Span {
        self.document.node(self.id).map_or(Span::default(), |node| node.span)
    }

    /// The file's text of this value, as written.
    pub fn source(&self) -> &'s str {
        self.span().slice(self.document.text)
    }

    /// The node that an alias stands for; anything else is itself.
    fn target(&self) -> Value<'d, 's> {
        let mut value = *self;
        // The parser refuses loops, and an alias to an alias cannot be written: one step is all there is.
        if let Some(Node { content: Content::Alias(target), .. }) = self.document.node(self.id) {
            value.id = *target;
        }
        value
    }

    /// The tag of the value, if it has one.
    pub fn tag(&self) -> Option<&'d Tag> {
        self.document.tags.get(&self.target().id)
    }

    /// How the scalar was quoted; `None` for a collection.
    pub fn quoting(&self) -> Option<Quoting> {
        match self.document.node(self.target().id)?.content {
            Content::Scalar { quoting, .. } => Some(quoting),
            _ => None,
        }
    }

    /// The scalar's text before resolution; `None` for a collection.
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

    /// What the value is.
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

    /// The entry of this name, if the value is a mapping that has it.
    pub fn get(&self, name: &str) -> Option<Value<'d, 's>> {
        match self.view() {
            View::Mapping(entries) => {
                entries.iter().rev().find(|entry| entry.key.text().as_deref() == Some(name)).map(|entry| entry.value)
            }
            _ => None,
        }
    }

    /// What the scalar means; a collection counts as text.
    pub fn resolved(&self) -> Resolved {
        let (Some(quoting), Some(text)) = (self.quoting(), self.text()) else {
            return Resolved::Text;
        };
        match self.tag() {
            Some(tag) if !matches!(tag.text.as_str(), "!!bool" | "!!float" | "!!int" | "!!null") => Resolved::Text,
            None if quoting != Quoting::Plain => Resolved::Text,
            _ => resolve(&text),
        }
    }

    /// Adds the mapping's entries with merge keys carried out where they stand, as go-yaml v2 does: what comes later
    /// wins, be it a key or a merge.
    fn collect_entries(&self, entries: &mut Vec<Entry<'d, 's>>) {
        let document = self.document;
        let Some(Node { content: Content::Mapping { first, count }, .. }) = document.node(self.target().id) else {
            return;
        };
        for (key, value) in document.pairs(*first, *count) {
            let (key, value) = (document.value(key), document.value(value));
            let is_merge = key.quoting() == Some(Quoting::Plain) && key.text().as_deref() == Some("<<");
            if !is_merge {
                entries.push(Entry { key, value });
                continue;
            }
            match document.node(value.target().id).map(|node| node.content) {
                Some(Content::Sequence { first, count }) => {
                    // Of several merged mappings the earlier one wins, so it is put in last.
                    let items: Vec<NodeId> = document.items(first, count).collect();
                    items.into_iter().rev().for_each(|item| document.value(item).collect_entries(entries));
                }
                _ => value.collect_entries(entries),
            }
        }
    }
}

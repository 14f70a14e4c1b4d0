//! Events → the tree of a document.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::OnceLock;

use super::SyntaxProblem;
use super::construct;
use super::expansion::check_aliases;
use super::holes::Places;
use super::span::Span;
use super::tree::{Content, Document, Node, NodeId, Quoting, Tag, Text};
use super::yaml::{Event, Fault, Properties, ScalarText};

/// The deepest nesting that a manifest may have. kubectl allows 10,000 levels; real manifests stay below 50.
const MAX_DEPTH: u32 = 512;
/// The most bytes that the aliases of a document may expand to.
const MAX_EXPANSION: u64 = 64 << 20;

/// The prefix of the tags that YAML defines.
const CORE_PREFIX: &str = "tag:yaml.org,2002:";
/// The tags that YAML defines.
const CORE_TAGS: [&str; 10] = ["binary", "bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp"];

/// The size of a value with its aliases expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    bytes: u64,
    levels: u32,
}

impl Size {
    /// Adds the size of a part.
    fn include(&mut self, part: Size) {
        self.bytes = self.bytes.saturating_add(part.bytes);
        self.levels = self.levels.max(part.levels);
    }
}

/// A collection whose end is not read yet.
struct Open {
    id: NodeId,
    first_pending: usize,
    is_flow: bool,
    /// Whether it begins where its first child begins.
    begins_with_child: bool,
    size: Size,
}

/// A document that is being read.
pub(super) struct Builder<'s> {
    document: Document<'s>,
    places: Places,
    /// Whether the values that were left out are between brackets.
    are_holes_in_flow: bool,
    /// The number of these values found so far.
    holes_found: usize,
    root: Option<NodeId>,
    open: Vec<Open>,
    /// Children of the open collections, outermost first.
    pending: Vec<NodeId>,
    anchors: HashMap<String, NodeId>,
    /// The size of each node with an anchor.
    sizes: HashMap<NodeId, Size>,
    /// The number of bytes that all aliases so far expand to.
    expansion: u64,
    /// Whether some scalar or key may have no JSON.
    may_lack_json: bool,
}

impl<'s> Builder<'s> {
    /// A builder of the document at a place of the file.
    pub fn new(text: &'s str, span: Span) -> Builder<'s> {
        let expected_nodes = span.len() as usize / 20;
        Builder {
            document: Document {
                text,
                span,
                nodes: Vec::with_capacity(expected_nodes),
                children: Vec::with_capacity(expected_nodes),
                texts: Vec::new(),
                tags: BTreeMap::new(),
                has_aliases: false,
                comments: Vec::new(),
                unread: None,
                root: NodeId(0),
                secrets: OnceLock::new(),
            },
            places: Places::of(span),
            are_holes_in_flow: false,
            holes_found: 0,
            root: None,
            open: Vec::new(),
            pending: Vec::new(),
            anchors: HashMap::new(),
            sizes: HashMap::new(),
            expansion: 0,
            may_lack_json: false,
        }
    }

    /// The same builder for a text without some values.
    pub fn with_holes(self, places: Places, are_in_flow: bool) -> Builder<'s> {
        Builder { places, are_holes_in_flow: are_in_flow, ..self }
    }

    fn place(&self, range: &Range<usize>) -> Span {
        self.places.span(range.clone())
    }

    /// A mistake as a problem of the file.
    pub fn problem(&self, fault: &Fault) -> SyntaxProblem {
        let Span { start, end } = self.place(&fault.span);
        let last = self.document.span.end;
        let start = start.min(last);
        // The span has whole characters, so that it can be underlined.
        let first = self.document.text.get(start as usize..last as usize).and_then(|rest| rest.chars().next());
        let end = end.max(start + first.map_or(0, char::len_utf8) as u32).min(last.max(start));
        SyntaxProblem { help: fault.help.clone(), ..SyntaxProblem::new(Span { start, end }, fault.message.to_string()) }
    }

    /// Notes the comments, and the text behind the value of the document, which kubectl does not read.
    pub fn note_rest(&mut self, comments: &[Range<usize>], unread: Option<Range<usize>>) {
        self.document.comments = comments.iter().map(|comment| self.place(comment)).collect();
        self.document.unread = unread.map(|unread| self.place(&unread));
    }

    /// Takes an event; `text` is the text that was read.
    ///
    /// # Errors
    /// A mistake that shows only in the tree: an alias without an anchor, a key that is a list, a tag that does not fit.
    pub fn take(&mut self, text: &str, event: Event) -> Result<(), SyntaxProblem> {
        match event {
            Event::Scalar { quoting, text: value, span, properties } => {
                self.scalar(text, quoting, value, &span, properties)
            }
            Event::Alias { span } => self.alias(text, &span),
            Event::Begin { is_mapping, is_flow, span, properties } => {
                self.begin(text, is_mapping, is_flow, &span, properties)
            }
            Event::End { span } => self.end(span),
        }
    }

    /// Adds a scalar.
    pub fn scalar(
        &mut self,
        text: &str,
        quoting: Quoting,
        value: ScalarText,
        span: &Range<usize>,
        properties: Option<Box<Properties>>,
    ) -> Result<(), SyntaxProblem> {
        let place = self.place(span);
        let is_hole = self.places.is_hole(place);
        let is_at_key = self.open.last().is_some_and(|open| open.is_flow == self.are_holes_in_flow);
        self.holes_found += usize::from(is_hole && is_at_key);
        let value = match value {
            ScalarText::Written if is_hole => self.kept("~".into()),
            ScalarText::Written => Text::Span,
            ScalarText::Inside => Text::Inside,
            ScalarText::Decoded(value) => self.kept(value),
        };
        let id = self.add(Content::Scalar { quoting, text: value }, place)?;
        let has_properties = properties.is_some();
        if let Some(properties) = properties {
            self.note(text, id, *properties);
            construct::check_tag(self.document.value(id))?;
        }
        if quoting == Quoting::Plain || has_properties {
            self.may_lack_json |= construct::is_without_json(self.document.value(id));
        }
        Ok(())
    }

    fn kept(&mut self, text: Box<str>) -> Text {
        self.document.texts.push(text);
        Text::Table(self.document.texts.len() as u32 - 1)
    }

    /// Begins a list or mapping.
    pub fn begin(
        &mut self,
        text: &str,
        is_mapping: bool,
        is_flow: bool,
        span: &Range<usize>,
        properties: Option<Box<Properties>>,
    ) -> Result<(), SyntaxProblem> {
        let content = match is_mapping {
            true => Content::Mapping { first: 0, count: 0 },
            false => Content::Sequence { first: 0, count: 0 },
        };
        let place = self.place(span);
        let id = self.add(content, place)?;
        if let Some(properties) = properties {
            self.note(text, id, *properties);
        }
        self.open.push(Open {
            id,
            first_pending: self.pending.len(),
            is_flow,
            begins_with_child: span.is_empty() && is_mapping,
            size: Size::default(),
        });
        Ok(())
    }

    fn add(&mut self, content: Content, place: Span) -> Result<NodeId, SyntaxProblem> {
        let id = NodeId(self.document.nodes.len() as u32);
        self.document.nodes.push(Node { span: place, content });
        self.pending.push(id);
        if self.open.is_empty() {
            self.root = Some(id);
        }
        self.grow(Size { bytes: u64::from(place.len()), levels: 1 }, place)?;
        Ok(id)
    }

    /// Notes the anchor and the tag of a value.
    fn note(&mut self, text: &str, id: NodeId, properties: Properties) {
        if let Some((name, span)) = properties.tag {
            let suffix = name.strip_prefix(CORE_PREFIX);
            let written = text.get(span.clone()).unwrap_or("");
            let tag = Tag {
                text: suffix.map_or_else(|| written.to_owned(), |suffix| format!("!!{suffix}")),
                span: self.place(&span),
                is_core: suffix.is_some_and(|suffix| CORE_TAGS.contains(&suffix)),
            };
            self.document.tags.insert(id, tag);
        }
        if let Some(anchor) = properties.anchor {
            self.anchors.insert(text.get(anchor).unwrap_or("").to_owned(), id);
            let bytes = self.document.node(id).map_or(0, |node| u64::from(node.span.len()));
            self.sizes.insert(id, Size { bytes, levels: 1 });
        }
    }

    fn alias(&mut self, text: &str, span: &Range<usize>) -> Result<(), SyntaxProblem> {
        self.document.has_aliases = true;
        let name = text.get(span.start + 1..span.end).unwrap_or("");
        let target = self.anchors.get(name).copied();
        let Some((target, size)) = target.and_then(|target| Some((target, *self.sizes.get(&target)?))) else {
            // The message does not quote the alias, because a password that begins with `*` is parsed as one.
            let message = "the alias refers to an anchor that the document does not have";
            let problem = SyntaxProblem::new(self.place(span), message.to_owned());
            return Err(problem.with_help("a value that begins with `*` must be in quotes"));
        };
        if self.open.iter().any(|open| open.id == target) {
            let message = "the alias refers to a value that contains the alias".to_owned();
            return Err(SyntaxProblem::new(self.place(span), message));
        }
        let place = self.place(span);
        self.add(Content::Alias(target), place)?;
        self.expansion = self.expansion.saturating_add(size.bytes);
        if self.expansion > MAX_EXPANSION {
            let message = format!("the aliases of the document expand to more than {} MiB", MAX_EXPANSION >> 20);
            return Err(SyntaxProblem::new(place, message));
        }
        self.grow(size, place)
    }

    /// Adds a value to the innermost open collection, and rejects nesting beyond the limit.
    fn grow(&mut self, size: Size, place: Span) -> Result<(), SyntaxProblem> {
        let depth = self.open.len() as u32;
        if let Some(innermost) = self.open.last_mut() {
            innermost.size.include(size);
        }
        if depth + size.levels > MAX_DEPTH {
            let message = format!("the document nests deeper than {MAX_DEPTH} levels");
            return Err(SyntaxProblem::new(place, message));
        }
        Ok(())
    }

    /// Ends the innermost list or mapping, at its closing bracket if it has one.
    pub fn end(&mut self, closing: Option<Range<usize>>) -> Result<(), SyntaxProblem> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let first = self.document.children.len() as u32;
        self.document.children.extend(self.pending.drain(open.first_pending..));
        let count = self.document.children.len() as u32 - first;
        // A block collection has no closing character; it ends with its last child.
        let child = |id: Option<&NodeId>| id.and_then(|id| self.document.node(*id)).map(|node| node.span);
        let last_child = child(self.document.children.last().filter(|_| count > 0));
        let first_child = child(self.document.children.get(first as usize));
        let closing = closing.map(|closing| self.place(&closing));
        if let Some(node) = self.document.nodes.get_mut(open.id.0 as usize) {
            if let Some(first) = first_child.filter(|_| open.begins_with_child) {
                node.span.start = first.start;
            }
            let ends = [last_child.map(|child| child.end), closing.map(|closing| closing.end)];
            node.span.end = ends.into_iter().flatten().fold(node.span.end, u32::max).max(node.span.start);
            node.content = match node.content {
                Content::Mapping { .. } => Content::Mapping { first, count },
                _ => Content::Sequence { first, count },
            };
        }
        self.may_lack_json |= construct::check_pairs(&self.document, open.id)?;
        let size = Size { bytes: open.size.bytes, levels: open.size.levels + 1 };
        if let Some(known) = self.sizes.get_mut(&open.id) {
            *known = size;
        }
        if let Some(outer) = self.open.last_mut() {
            outer.size.include(Size { bytes: size.bytes, ..size });
        }
        Ok(())
    }

    /// The document, and the number of values found that were left out.
    ///
    /// # Errors
    /// A value that kubectl cannot write as JSON, or too many aliases.
    pub fn finish(mut self) -> Result<(Option<Document<'s>>, usize), SyntaxProblem> {
        let found = self.holes_found;
        let Some(root) = self.root else {
            return Ok((None, found));
        };
        self.document.root = root;
        if self.document.has_aliases {
            check_aliases(&self.document)?;
        }
        // It matters only here whether a later key replaces an earlier one.
        if self.may_lack_json {
            construct::check_json(self.document.root())?;
        }
        Ok((Some(self.document), found))
    }
}

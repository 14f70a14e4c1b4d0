//! Parses one piece of a file into a tree. No other module knows the YAML crate.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle, options};

use super::SyntaxProblem;
use super::holes::{Hole, Places};
use super::span::Span;
use super::tree::{Content, Document, Node, NodeId, Quoting, Tag, Text};

/// The deepest nesting that a manifest may have. go-yaml allows 10,000 levels; real manifests stay below 50.
const MAX_DEPTH: usize = 512;
/// The most nodes and bytes that the aliases of a document may expand to. go-yaml starts its check at 400,000 values too.
const MAX_EXPANSION: Size = Size { nodes: 400_000, bytes: 64 << 20, levels: u32::MAX };

/// Parses the piece `span` of a file; `None` where the piece has nothing but comments.
///
/// # Errors
/// The first place that kubectl cannot parse, or where nesting or aliases exceed the limits.
pub fn parse(text: &str, span: Span) -> Result<Option<Document<'_>>, SyntaxProblem> {
    build(span.slice(text), Builder::new(text, span)).map(|(document, _)| document)
}

/// Parses the piece `span` of a file without some values, which become null; `None` where the piece cannot be parsed like
/// this, or where a value is not the value of a key. `are_in_flow` says whether the keys are between brackets.
pub(super) fn parse_with_holes<'s>(
    text: &'s str,
    span: Span,
    holes: &[Hole],
    are_in_flow: bool,
) -> Option<Document<'s>> {
    let (kept, places) = Places::without(text, span, holes);
    let builder = Builder { places, are_holes_in_flow: are_in_flow, ..Builder::new(text, span) };
    let (document, found) = build(&kept, builder).ok()?;
    document.filter(|_| found == holes.len())
}

/// Parses a text; gives also the number of values found that were left out.
fn build<'s>(text: &str, mut builder: Builder<'s>) -> Result<(Option<Document<'s>>, usize), SyntaxProblem> {
    let options = options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: 1_000_000,
        simple_key_max_lookahead: 16_384,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, at) = event.map_err(|error| builder.refused(&error))?;
        let at_bytes = builder.absolute(at.byte_range());
        let tag = event.tag().map(|tag| Tag {
            text: tag.core_suffix().map_or_else(|| tag.original(), |suffix| format!("!!{suffix}")),
            span: builder.absolute(at.tag_span().and_then(|span| span.byte_range())),
            is_core: tag.core_suffix().is_some_and(|suffix| CORE_TAGS.contains(&suffix)),
        });
        if builder.finished && matches!(event, Event::DocumentStart(..)) {
            let message = "text follows the end of the document (`...`) without a line `---`".to_owned();
            return Err(SyntaxProblem::new(at_bytes, message));
        }
        builder.take(event, at_bytes, tag)?;
    }
    let found = builder.holes_found;
    Ok((builder.finish(), found))
}

/// The tags that YAML defines.
const CORE_TAGS: [&str; 10] = ["binary", "bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp"];

/// The size of a node with its aliases expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    nodes: u64,
    bytes: u64,
    levels: u32,
}

impl Size {
    fn of(span: Span) -> Size {
        Size { nodes: 1, bytes: u64::from(span.len()), levels: 1 }
    }

    /// Adds the size of a part.
    fn include(&mut self, part: Size) {
        self.nodes = self.nodes.saturating_add(part.nodes);
        self.bytes = self.bytes.saturating_add(part.bytes);
        self.levels = self.levels.max(part.levels);
    }
}

/// A collection whose end is not parsed yet.
struct Open {
    id: NodeId,
    first_pending: usize,
    depth: u32,
    is_flow: bool,
}

struct Builder<'s> {
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
    anchors: HashMap<usize, NodeId>,
    /// The size of each node with an anchor.
    sizes: HashMap<NodeId, Size>,
    /// The sizes of the open collections so far, parallel to `open`.
    growth: Vec<Size>,
    /// The expanded size of all aliases so far.
    expansion: Size,
    finished: bool,
}

impl<'s> Builder<'s> {
    fn new(text: &'s str, span: Span) -> Builder<'s> {
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
            growth: Vec::new(),
            expansion: Size::default(),
            finished: false,
        }
    }

    fn absolute(&self, range: Option<std::ops::Range<usize>>) -> Span {
        range.map_or(Span::default(), |range| self.places.span(range))
    }

    fn refused(&self, error: &granit_parser::ScanError) -> SyntaxProblem {
        let offset = error.marker().byte_offset().unwrap_or(0);
        let end = self.document.span.end as usize;
        let start = (self.document.span.start as usize + offset).min(end);
        // The span needs a whole character, so that it can be underlined.
        let width = self.document.text.get(start..end).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let message = match error.kind() {
            ErrorKind::RecursionLimitExceeded => format!("the document nests deeper than {MAX_DEPTH} levels"),
            // The parser's own message has quotes like `this'.
            ErrorKind::UnexpectedCharacter { character } => {
                format!("unexpected character: `{}`", character.escape_default())
            }
            _ => error.info(),
        };
        SyntaxProblem::new(Span::new(start, start + width), message)
    }

    fn take(&mut self, event: Event<'_>, at: Span, tag: Option<Tag>) -> Result<(), SyntaxProblem> {
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let is_at_key = self.open.last().is_some_and(|open| open.is_flow == self.are_holes_in_flow);
                self.holes_found += usize::from(self.places.is_hole(at) && is_at_key);
                let quoting = match style {
                    ScalarStyle::Plain => Quoting::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Quoting::Quoted,
                    _ => Quoting::Block,
                };
                let text = self.place_text(&value, quoting, at);
                self.add(Content::Scalar { quoting, text }, at, tag, anchor)?;
            }
            Event::Alias(anchor) => self.add_alias(anchor, at)?,
            Event::UnresolvedAlias(_) => {
                // The message does not quote the alias, because a password that begins with `*` is parsed as one.
                return Err(SyntaxProblem::new(
                    at,
                    "the alias refers to an anchor that the document does not have".to_owned(),
                ));
            }
            Event::SequenceStart(style, anchor, _) => {
                self.begin(Content::Sequence { first: 0, count: 0 }, style, at, tag, anchor)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.begin(Content::Mapping { first: 0, count: 0 }, style, at, tag, anchor)?;
            }
            Event::SequenceEnd => self.end(at),
            Event::MappingEnd => {
                self.refuse_odd_pairs()?;
                self.end(at);
            }
            Event::Comment(..) => self.document.comments.push(at),
            Event::DocumentEnd => self.finished = true,
            _ => {}
        }
        Ok(())
    }

    /// Finds the text of a scalar in the file, so that most scalars need no copy.
    fn place_text(&mut self, value: &str, quoting: Quoting, at: Span) -> Text {
        let source = at.slice(self.document.text);
        if source == value {
            Text::Span
        } else if quoting == Quoting::Quoted && source.get(1..source.len().saturating_sub(1)) == Some(value) {
            Text::Inside
        } else if quoting == Quoting::Plain && value == "~" && at.is_empty() {
            // The parser gives this word for a missing value.
            Text::Span
        } else {
            self.document.texts.push(value.into());
            Text::Table(self.document.texts.len() as u32 - 1)
        }
    }

    fn add(&mut self, content: Content, span: Span, tag: Option<Tag>, anchor: usize) -> Result<NodeId, SyntaxProblem> {
        self.refuse_odd_beginning(content, span)?;
        let id = NodeId(self.document.nodes.len() as u32);
        self.document.nodes.push(Node { span, content });
        if let Some(tag) = tag {
            self.document.tags.insert(id, tag);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, id);
            self.sizes.insert(id, Size::of(span));
        }
        self.pending.push(id);
        if self.open.is_empty() {
            self.root = Some(id);
        }
        self.grow(Size::of(span), span)?;
        Ok(id)
    }

    fn add_alias(&mut self, anchor: usize, at: Span) -> Result<(), SyntaxProblem> {
        self.document.has_aliases = true;
        let target = self.anchors.get(&anchor).copied();
        let size = target.and_then(|target| self.sizes.get(&target).copied());
        let (Some(target), Some(size)) = (target, size) else {
            return Err(SyntaxProblem::new(at, "the alias refers to a value that does not exist".to_owned()));
        };
        if self.open.iter().any(|open| open.id == target) {
            return Err(SyntaxProblem::new(at, "the alias refers to a value that contains the alias".to_owned()));
        }
        self.add(Content::Alias(target), at, None, 0)?;
        self.expansion.include(size);
        if self.expansion.nodes > MAX_EXPANSION.nodes || self.expansion.bytes > MAX_EXPANSION.bytes {
            let message = format!(
                "the aliases of the document expand to more than {} values or {} MiB",
                MAX_EXPANSION.nodes,
                MAX_EXPANSION.bytes >> 20
            );
            return Err(SyntaxProblem::new(at, message));
        }
        self.grow(size, at)
    }

    /// Adds a node to the innermost open collection, and rejects nesting beyond the limit.
    fn grow(&mut self, size: Size, at: Span) -> Result<(), SyntaxProblem> {
        if let Some(innermost) = self.growth.last_mut() {
            innermost.include(size);
        }
        let depth = self.open.last().map_or(0, |open| open.depth);
        if depth + size.levels > MAX_DEPTH as u32 {
            return Err(SyntaxProblem::new(at, format!("the document nests deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }

    fn begin(
        &mut self,
        content: Content,
        style: StructureStyle,
        at: Span,
        tag: Option<Tag>,
        anchor: usize,
    ) -> Result<(), SyntaxProblem> {
        let depth = self.open.last().map_or(0, |open| open.depth) + 1;
        let id = self.add(content, at, tag, anchor)?;
        let is_flow = style == StructureStyle::Flow;
        self.open.push(Open { id, first_pending: self.pending.len(), depth, is_flow });
        self.growth.push(Size::default());
        Ok(())
    }

    /// Rejects what go-yaml rejects: a list or mapping as a key (an unrendered `{{ x }}` looks like one), and a merge key
    /// whose value is not a mapping.
    fn refuse_odd_pairs(&self) -> Result<(), SyntaxProblem> {
        let first = self.open.last().map_or(0, |open| open.first_pending);
        for pair in self.pending.get(first..).unwrap_or(&[]).chunks_exact(2) {
            let (Some(key), Some(value)) = (self.document.node(pair[0]), self.target(pair[1])) else {
                continue;
            };
            let Content::Scalar { quoting, .. } = key.content else {
                return Err(SyntaxProblem::new(key.span, "a list or mapping cannot be a key".to_owned()));
            };
            let is_merge = quoting == Quoting::Plain && key.span.slice(self.document.text) == "<<";
            if is_merge && matches!(value.content, Content::Scalar { .. }) {
                return Err(SyntaxProblem::new(key.span, "a merge (`<<`) needs a mapping".to_owned()));
            }
        }
        Ok(())
    }

    fn target(&self, id: NodeId) -> Option<&Node> {
        match self.document.node(id)? {
            Node { content: Content::Alias(target), .. } => self.document.node(*target),
            node => Some(node),
        }
    }

    /// Rejects two beginnings that go-yaml rejects and the parser accepts: a tab in the indentation of a block, and a plain
    /// scalar that begins with a colon inside brackets.
    fn refuse_odd_beginning(&self, content: Content, span: Span) -> Result<(), SyntaxProblem> {
        let is_flow = self.open.last().is_some_and(|open| open.is_flow);
        let is_plain = matches!(content, Content::Scalar { quoting: Quoting::Plain, .. });
        if is_flow && is_plain && span.slice(self.document.text).starts_with(':') {
            let message = "between brackets a value that begins with `:` must be quoted".to_owned();
            return Err(SyntaxProblem::new(span, message));
        }
        let before = self.document.text.as_bytes().get(..span.start as usize).unwrap_or(&[]);
        let indent = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'-')).count();
        let (rest, indent) = before.split_at(before.len() - indent);
        let begins_line = rest.last().is_none_or(|byte| *byte == b'\n');
        if !is_flow && begins_line && indent.contains(&b'\t') {
            let at = Span::new(rest.len(), rest.len() + indent.len());
            return Err(SyntaxProblem::new(at, "tabs cannot indent a block: use spaces".to_owned()));
        }
        Ok(())
    }

    fn end(&mut self, at: Span) {
        let (Some(open), Some(inner)) = (self.open.pop(), self.growth.pop()) else {
            return;
        };
        let first = self.document.children.len() as u32;
        self.document.children.extend(self.pending.drain(open.first_pending..));
        let count = self.document.children.len() as u32 - first;
        // A block collection has no closing character; it ends with its last child.
        let last_child = self.document.children.last().filter(|_| count > 0);
        let children_end = last_child.and_then(|child| self.document.node(*child)).map_or(0, |child| child.span.end);
        let closing_end = if at.is_empty() { 0 } else { at.end };
        if let Some(node) = self.document.nodes.get_mut(open.id.0 as usize) {
            node.span.end = node.span.end.max(children_end).max(closing_end);
            node.content = match node.content {
                Content::Mapping { .. } => Content::Mapping { first, count },
                _ => Content::Sequence { first, count },
            };
        }
        let size = Size { nodes: inner.nodes + 1, bytes: inner.bytes, levels: inner.levels + 1 };
        if let Some(known) = self.sizes.get_mut(&open.id) {
            *known = size;
        }
        if let Some(outer) = self.growth.last_mut() {
            outer.include(Size { nodes: inner.nodes, ..size });
        }
    }

    fn finish(mut self) -> Option<Document<'s>> {
        self.document.root = self.root?;
        Some(self.document)
    }
}

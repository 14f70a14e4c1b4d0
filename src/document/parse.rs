//! One piece of a file → its tree; the only place that knows the YAML crate.

use std::collections::{BTreeMap, HashMap};

use granit_parser::{Event, Parser, ScalarStyle, options};

use super::SyntaxProblem;
use super::span::Span;
use super::tree::{Content, Document, Node, NodeId, Quoting, Tag, Text};

/// Levels of nesting that a manifest may have; go-yaml stops at 10,000, real manifests stay below 50.
const MAX_DEPTH: usize = 512;
/// Nodes that a document may grow to when its aliases are followed; go-yaml's guard starts at 400,000 too.
const MAX_EXPANDED_NODES: u64 = 400_000;

/// Parses the piece `span` of a file; `None` where it holds nothing but comments.
///
/// # Errors
/// The first place at which the piece is no YAML, or nests or expands beyond all reason.
pub fn parse(text: &str, span: Span) -> Result<Option<Document<'_>>, SyntaxProblem> {
    let mut builder = Builder::new(text, span);
    let options = options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        max_buffered_comment_events: 1_000_000,
        simple_key_max_lookahead: 16_384,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    for event in Parser::new_from_str_with_options(span.slice(text), options) {
        let (event, at) = event.map_err(|error| builder.refused(&error))?;
        let at_bytes = builder.absolute(at.byte_range());
        let tag = event.tag().map(|tag| (tag.original(), builder.absolute(at.tag_span().and_then(|s| s.byte_range()))));
        builder.take(event, at_bytes, tag)?;
        if builder.finished {
            break;
        }
    }
    Ok(builder.finish())
}

/// A collection that is still open.
struct Open {
    id: NodeId,
    first_pending: usize,
    depth: u32,
}

struct Builder<'s> {
    document: Document<'s>,
    root: Option<NodeId>,
    open: Vec<Open>,
    /// Children of the open collections, outermost first.
    pending: Vec<NodeId>,
    anchors: HashMap<usize, NodeId>,
    /// Per anchored node: how many nodes and levels it has with its aliases followed.
    sizes: HashMap<NodeId, (u64, u32)>,
    /// The same for the open collections, in step with `open`, and for the document at the bottom.
    growth: Vec<(u64, u32)>,
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
                comments: Vec::new(),
                root: NodeId(0),
            },
            root: None,
            open: Vec::new(),
            pending: Vec::new(),
            anchors: HashMap::new(),
            sizes: HashMap::new(),
            growth: vec![(0, 0)],
            finished: false,
        }
    }

    fn absolute(&self, range: Option<std::ops::Range<usize>>) -> Span {
        let base = self.document.span.start as usize;
        range.map_or(Span::default(), |range| Span::new(base + range.start, base + range.end))
    }

    fn refused(&self, error: &granit_parser::ScanError) -> SyntaxProblem {
        let offset = error.marker().byte_offset().unwrap_or(0);
        let end = self.document.span.end as usize;
        let start = (self.document.span.start as usize + offset).min(end);
        // One whole character, so that there is something to underline.
        let width = self.document.text.get(start..end).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        SyntaxProblem::new(Span::new(start, start + width), error.info())
    }

    fn take(&mut self, event: Event<'s>, at: Span, tag: Option<(String, Span)>) -> Result<(), SyntaxProblem> {
        match event {
            Event::Scalar(value, style, anchor, _) => {
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
                // The alias is not named: a password that begins with `*` looks like one.
                return Err(SyntaxProblem::new(at, "this alias names an anchor that the document lacks".to_owned()));
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(Content::Sequence { first: 0, count: 0 }, at, tag, anchor)?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin(Content::Mapping { first: 0, count: 0 }, at, tag, anchor)?;
            }
            Event::SequenceEnd => self.end(at),
            Event::MappingEnd => {
                self.refuse_collections_as_keys()?;
                self.end(at);
            }
            Event::Comment(..) => self.document.comments.push(at),
            Event::DocumentEnd => self.finished = true,
            _ => {}
        }
        Ok(())
    }

    /// Finds where a scalar's text lies, so that most scalars need no memory of their own.
    fn place_text(&mut self, value: &str, quoting: Quoting, at: Span) -> Text {
        let source = at.slice(self.document.text);
        if source == value {
            Text::Span
        } else if quoting == Quoting::Quoted && source.get(1..source.len().saturating_sub(1)) == Some(value) {
            Text::Inside
        } else if quoting == Quoting::Plain && value == "~" && at.is_empty() {
            // The crate's word for a value that is not there.
            Text::Span
        } else {
            self.document.texts.push(value.into());
            Text::Table(self.document.texts.len() as u32 - 1)
        }
    }

    fn add(
        &mut self,
        content: Content,
        span: Span,
        tag: Option<(String, Span)>,
        anchor: usize,
    ) -> Result<NodeId, SyntaxProblem> {
        let id = NodeId(self.document.nodes.len() as u32);
        self.document.nodes.push(Node { span, content });
        if let Some((text, tag_span)) = tag {
            let is_core = text.starts_with("!!") || text.contains("yaml.org,2002:");
            self.document.tags.insert(id, Tag { text, span: tag_span, is_core });
        }
        if anchor != 0 {
            self.anchors.insert(anchor, id);
            self.sizes.insert(id, (1, 1));
        }
        self.pending.push(id);
        if self.open.is_empty() {
            self.root = Some(id);
        }
        self.grow(1, 1, span)?;
        Ok(id)
    }

    fn add_alias(&mut self, anchor: usize, at: Span) -> Result<(), SyntaxProblem> {
        let target = self.anchors.get(&anchor).copied();
        let size = target.and_then(|target| self.sizes.get(&target).copied());
        let (Some(target), Some((nodes, levels))) = (target, size) else {
            return Err(SyntaxProblem::new(at, "the alias stands for a value that does not exist".to_owned()));
        };
        if self.open.iter().any(|open| open.id == target) {
            return Err(SyntaxProblem::new(at, "the alias stands for a value that contains itself".to_owned()));
        }
        self.add(Content::Alias(target), at, None, 0)?;
        self.grow(nodes, levels, at)
    }

    /// Counts nodes and levels into the innermost open collection and refuses what grows beyond all reason.
    fn grow(&mut self, nodes: u64, levels: u32, at: Span) -> Result<(), SyntaxProblem> {
        let depth = self.open.last().map_or(0, |open| open.depth);
        if let Some(innermost) = self.growth.last_mut() {
            innermost.0 = innermost.0.saturating_add(nodes);
            innermost.1 = innermost.1.max(levels);
        }
        if nodes > 1 && self.growth.iter().fold(0, |sum: u64, part| sum.saturating_add(part.0)) > self.budget() {
            let message = format!("the aliases of this document stand for more than {MAX_EXPANDED_NODES} values");
            return Err(SyntaxProblem::new(at, message));
        }
        if depth + levels > MAX_DEPTH as u32 {
            return Err(SyntaxProblem::new(at, format!("the document nests deeper than {MAX_DEPTH} levels")));
        }
        Ok(())
    }

    /// A large document may be as large as it is written.
    fn budget(&self) -> u64 {
        MAX_EXPANDED_NODES + self.document.nodes.len() as u64
    }

    fn begin(
        &mut self,
        content: Content,
        at: Span,
        tag: Option<(String, Span)>,
        anchor: usize,
    ) -> Result<(), SyntaxProblem> {
        let depth = self.open.last().map_or(0, |open| open.depth) + 1;
        let id = self.add(content, at, tag, anchor)?;
        self.open.push(Open { id, first_pending: self.pending.len(), depth });
        self.growth.push((1, 1));
        Ok(())
    }

    /// go-yaml cannot use a list or mapping as a key: it is what an unrendered `{{ x }}` looks like.
    fn refuse_collections_as_keys(&self) -> Result<(), SyntaxProblem> {
        let first = self.open.last().map_or(0, |open| open.first_pending);
        let keys = self.pending.get(first..).unwrap_or(&[]).iter().step_by(2);
        let nodes = keys.filter_map(|key| self.document.node(*key));
        let mut collections =
            nodes.filter(|node| matches!(node.content, Content::Mapping { .. } | Content::Sequence { .. }));
        match collections.next() {
            Some(node) => Err(SyntaxProblem::new(node.span, "a list or mapping cannot be a key".to_owned())),
            None => Ok(()),
        }
    }

    fn end(&mut self, at: Span) {
        let (Some(open), Some((nodes, levels))) = (self.open.pop(), self.growth.pop()) else {
            return;
        };
        let first = self.document.children.len() as u32;
        self.document.children.extend(self.pending.drain(open.first_pending..));
        let count = self.document.children.len() as u32 - first;
        // A block collection has no closing sign: it ends with its last child.
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
        if let Some(size) = self.sizes.get_mut(&open.id) {
            *size = (nodes, levels + 1);
        }
        if let Some(outer) = self.growth.last_mut() {
            outer.0 = outer.0.saturating_add(nodes);
            outer.1 = outer.1.max(levels + 1);
        }
    }

    fn finish(mut self) -> Option<Document<'s>> {
        self.document.root = self.root?;
        Some(self.document)
    }
}

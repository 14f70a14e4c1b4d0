//! Finds what a comment is about: the node after the comment, or a node on the same line.

use super::span::Span;
use super::tree::{Content, Document, NodeId};
use crate::position::line_start;

/// The keys and items of all collections of a document, with their places. They are computed once for all comments of the
/// document.
#[derive(Debug)]
pub struct Parts<'d, 's> {
    document: &'d Document<'s>,
    /// The entries or items of each node, each with its value, in the order of the file.
    of: Vec<Vec<(Span, NodeId)>>,
    /// The entries and items whose value is a text, in the order of the file.
    texts: Vec<Span>,
}

impl<'s> Document<'s> {
    /// The keys and items of all collections.
    pub fn parts(&self) -> Parts<'_, 's> {
        let of: Vec<Vec<(Span, NodeId)>> = (0..self.nodes.len() as u32).map(|id| self.parts_of(NodeId(id))).collect();
        let is_text = |id: NodeId| matches!(self.node(id).map(|node| node.content), Some(Content::Scalar { .. }));
        let with_text = of.iter().flatten().filter(|(_, value)| is_text(*value)).map(|(part, _)| *part);
        let mut texts: Vec<Span> = with_text.collect();
        texts.sort_unstable();
        Parts { document: self, of, texts }
    }

    /// The start of the document's outermost value.
    pub fn start(&self) -> u32 {
        self.reach(self.root).start
    }

    fn line_start(&self, at: u32) -> u32 {
        line_start(self.text, at as usize) as u32
    }

    /// The entries or items of a collection, each with its value.
    fn parts_of(&self, id: NodeId) -> Vec<(Span, NodeId)> {
        match self.node(id).map(|node| node.content) {
            Some(Content::Mapping { first, count }) => {
                let entry = |(key, value)| {
                    let (key, inside) = (self.reach(key), self.reach(value));
                    (Span { start: key.start, end: key.end.max(inside.end) }, value)
                };
                self.pairs(first, count).map(entry).collect()
            }
            Some(Content::Sequence { first, count }) => {
                let mut before = self.line_start(self.reach(id).start);
                let item = |item| {
                    let inside = self.reach(item);
                    let span = Span { start: self.dash(before, inside.start), end: inside.end };
                    before = inside.end;
                    (span, item)
                };
                self.items(first, count).map(item).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The place of an item's dash, if the dash is the first character of its line. A block scalar begins on a later line
    /// than its dash.
    fn dash(&self, from: u32, inside: u32) -> u32 {
        let mut at = from;
        for line in (Span { start: from, end: inside }).slice(self.text).split_inclusive('\n') {
            let content = line.trim_start_matches(' ');
            let is_first = || (Span { start: self.line_start(at), end: at }).slice(self.text).trim().is_empty();
            if content.starts_with('-') && is_first() {
                return at + (line.len() - content.len()) as u32;
            }
            at += line.len() as u32;
        }
        inside
    }

    /// The texts of all scalars, in the order of the file: the content of a document without its comments.
    pub fn scalars(&self) -> Vec<String> {
        let texts = (0..self.nodes.len() as u32).filter_map(|id| self.value(NodeId(id)).text());
        texts.map(|text| text.into_owned()).collect()
    }
}

impl Parts<'_, '_> {
    /// The document.
    pub fn document(&self) -> &Document<'_> {
        self.document
    }

    /// The first key with its value, or the first list item, that begins at `at` or after it. If several begin at the same
    /// byte, the outermost.
    pub fn next_node(&self, at: u32) -> Option<Span> {
        self.next_below(self.document.root, at)
    }

    /// The start of a line above which a comment covers `place`: the line of the innermost key or item that contains the
    /// place and is the first on its line. The node of that line may be larger than the place.
    pub fn line_of_node_around(&self, place: Span) -> u32 {
        let document = self.document;
        let mut line = document.line_start(document.start());
        let mut id = document.root;
        while let Some((part, value)) = self.around(id, place) {
            let start = document.line_start(part.start);
            let before = Span { start, end: part.start }.slice(document.text);
            if before.trim_start_matches('\u{feff}').bytes().all(|byte| matches!(byte, b' ' | b'-')) {
                line = start;
            }
            id = value;
        }
        line
    }

    /// The entry or item of a collection that contains a place.
    fn around(&self, id: NodeId, place: Span) -> Option<(Span, NodeId)> {
        let parts = self.of(id);
        let last = parts.partition_point(|(part, _)| part.start <= place.start).checked_sub(1)?;
        Some(parts[last]).filter(|(part, _)| part.contains(place))
    }

    fn next_below(&self, id: NodeId, at: u32) -> Option<Span> {
        let parts = self.of(id);
        let first = parts.partition_point(|(span, _)| span.start < at);
        let inside = first.checked_sub(1).and_then(|before| parts.get(before));
        inside.and_then(|(_, value)| self.next_below(*value, at)).or_else(|| Some(parts.get(first)?.0))
    }

    /// The line, extended by the rest of each text whose key or first line is on it.
    pub fn with_texts(&self, line: Span) -> Span {
        let first = self.texts.partition_point(|text| text.start < line.start);
        let begun = self.texts[first..].iter().take_while(|text| text.start < line.end);
        Span { end: begun.map(|text| text.end).fold(line.end, u32::max), ..line }
    }

    /// The entries or items of a collection, each with its value.
    fn of(&self, id: NodeId) -> &[(Span, NodeId)] {
        self.of.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    /// The text after each `#`.
    fn behind(text: &str) -> Vec<&str> {
        let document = parse(text, Span::new(0, text.len())).expect("it is YAML").expect("it holds something");
        let parts = document.parts();
        let next = |comment: &Span| parts.next_node(comment.end).map_or("", |span| span.slice(text));
        document.comments().iter().map(next).collect()
    }

    #[test]
    fn a_comment_speaks_of_the_next_key_or_item() {
        let text = "# one\na: 1\n# two\nb:\n  # three\n  c: 1\n  d: 2\n# four\ne:\n  # five\n  - f: 1\n    # six\n    g: 2\n  # seven\n  - h\n# eight\n";
        let nodes = ["a: 1", "b:\n  # three\n  c: 1\n  d: 2", "c: 1"];
        let found = behind(text);
        assert_eq!(found[..3], nodes);
        assert_eq!(found[4..], ["- f: 1\n    # six\n    g: 2", "g: 2", "- h", ""]);
        assert_eq!(behind("a: # one\n  b: !has(x)\n"), ["b: !has(x)"]);
    }

    #[test]
    fn a_text_belongs_to_the_line_that_it_begins_on() {
        let text = "a: | # one\n  x\n  y\nb: # two\n  c: 1\n";
        let document = parse(text, Span::new(0, text.len())).expect("it is YAML").expect("it holds something");
        assert_eq!(document.parts().with_texts(Span::new(0, 10)).slice(text), "a: | # one\n  x\n  y\n");
        assert_eq!(document.parts().with_texts(Span::new(19, 27)).slice(text), "b: # two");
        let text = "a:\n- |- # one\n  x\n- # two\n  |-\n  y\n";
        let document = parse(text, Span::new(0, text.len())).expect("it is YAML").expect("it holds something");
        assert_eq!(document.parts().with_texts(Span::new(3, 14)).slice(text), "- |- # one\n  x\n");
        let line_of = |word: &str| {
            let at = text.find(word).expect("the word is there");
            document.parts().line_of_node_around(Span::new(at, at + 1)) as usize
        };
        assert_eq!((line_of("x"), line_of("y")), (3, text.find("- # two").expect("it is there")));
    }
}

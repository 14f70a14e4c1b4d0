//! A piece of a file without some values: the text that is left to parse, and where its bytes are in the file.

use std::ops::Range;

use super::span::Span;

/// A value that is left out of the text to parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    /// Where the text is left out from: the end of the line with the key, or the value in JSON.
    pub from: usize,
    /// The place of the value.
    pub span: Span,
    /// Whether the value may only be left out of objects of one kind.
    pub is_of_kind: bool,
}

/// Where the bytes of the text to parse are in the file.
#[derive(Debug)]
pub(super) struct Places {
    /// The stretches of the text; a single one for a whole piece.
    stretches: Vec<Stretch>,
    /// The places in the text that stand for values which were left out, each with the place of the value.
    fillings: Vec<(usize, Span)>,
}

/// A stretch of the text to parse: where it begins there, and where in the file.
#[derive(Debug)]
struct Stretch {
    kept: usize,
    original: usize,
}

/// What stands for a value that is left out: one character, which is a value in YAML and in JSON. The tree has null there.
const NO_VALUE: &str = " 0";

impl Places {
    /// The places of a piece without holes.
    pub fn of(piece: Span) -> Places {
        Places { stretches: vec![Stretch { kept: 0, original: piece.start as usize }], fillings: Vec::new() }
    }

    /// The text of a piece with a short value in the holes, which are sorted, and its places.
    pub fn without(text: &str, piece: Span, holes: &[Hole]) -> (String, Places) {
        let mut kept = String::with_capacity(piece.len() as usize / 2);
        let mut places = Places { stretches: Vec::new(), fillings: Vec::new() };
        let mut from = piece.start as usize;
        for hole in holes {
            places.stretches.push(Stretch { kept: kept.len(), original: from });
            kept.push_str(&text[from..hole.from]);
            kept.push_str(NO_VALUE);
            places.fillings.push((kept.len() - 1, hole.span));
            from = hole.span.end as usize;
        }
        places.stretches.push(Stretch { kept: kept.len(), original: from });
        kept.push_str(&text[from..piece.end as usize]);
        (kept, places)
    }

    /// The place in the file of a part of the text; for the value in a hole, the place of the value that was left out.
    pub fn span(&self, part: Range<usize>) -> Span {
        let filling = self.fillings.binary_search_by_key(&part.start, |(at, _)| *at).ok().filter(|_| part.len() == 1);
        if let Some(found) = filling {
            return self.fillings[found].1;
        }
        // An end belongs to the stretch before it.
        let last = if part.is_empty() { part.end } else { part.end - 1 };
        Span::new(self.original(part.start), self.original(last) + part.end - last)
    }

    /// Whether this is the place of a value that was left out.
    pub fn is_hole(&self, place: Span) -> bool {
        self.fillings.binary_search_by_key(&place, |(_, span)| *span).is_ok()
    }

    fn original(&self, at: usize) -> usize {
        let after = self.stretches.partition_point(|stretch| stretch.kept <= at);
        let Stretch { kept, original } = &self.stretches[after.saturating_sub(1)];
        original + at.saturating_sub(*kept)
    }
}

//! The comments of a file that are meant as ignores, each with the stretch of the file that it speaks of.

use super::directive::{FORM, directive};
use super::{Ignore, IgnoreFault, Ignores, is_header_line, read_annotation};
use crate::document::{Document, Span, parse, pieces};
use crate::resource::FileContents;

/// Reads what a file asks for. Hardly any file does: the others cost one search.
pub(in crate::resource) fn read(text: &str, contents: &FileContents) -> Ignores {
    let mut ignores = Ignores::default();
    // The end of our name, in small letters or in capitals.
    if !["lint", "LINT"].iter().any(|end| text.contains(end)) {
        return ignores;
    }
    let reader = Reader { text, header_end: header_end(text) };
    reader.documents(&mut ignores);
    contents.resources.iter().for_each(|resource| read_annotation(resource, &mut ignores));
    ignores
}

/// Where the first document begins, or what a template begins with.
fn header_end(text: &str) -> usize {
    text.split_inclusive('\n').take_while(|line| is_header_line(line)).map(str::len).sum()
}

struct Reader<'t> {
    text: &'t str,
    header_end: usize,
}

impl Reader<'_> {
    fn documents(&self, ignores: &mut Ignores) {
        let mut end = 0;
        for piece in pieces(self.text).0 {
            self.comment_lines(Span::new(end, piece.span.start as usize), None, ignores);
            end = piece.span.end as usize;
            match parse(self.text, piece.span) {
                Ok(Some(document)) => {
                    document.comments().iter().for_each(|comment| self.comment(*comment, Some(&document), ignores));
                }
                // Of a broken document, or a template, only the head is known to be what it looks like.
                _ => {
                    let head = self.header_end.clamp(piece.span.start as usize, end);
                    self.comment_lines(Span::new(piece.span.start as usize, head), None, ignores);
                }
            }
        }
        self.comment_lines(Span::new(end, self.text.len()), None, ignores);
    }

    /// The comments of a stretch that holds no document.
    fn comment_lines(&self, stretch: Span, document: Option<&Document>, ignores: &mut Ignores) {
        let mut start = stretch.start as usize;
        for line in stretch.slice(self.text).split_inclusive('\n') {
            if let Some(at) = line.find('#') {
                self.comment(Span::new(start + at, start + line.trim_end().len()), document, ignores);
            }
            start += line.len();
        }
    }

    fn comment(&self, comment: Span, document: Option<&Document>, ignores: &mut Ignores) {
        let comment =
            Span::new(comment.start as usize, comment.start as usize + comment.slice(self.text).trim_end().len());
        let directive = match directive(comment.slice(self.text)) {
            None => return,
            Some(Err(message)) => {
                ignores.faults.push(IgnoreFault { span: comment, message: message.to_owned(), help: FORM });
                return;
            }
            Some(Ok(directive)) => directive,
        };
        let scope = match directive.is_file {
            true if (comment.start as usize) < self.header_end => Ok(Span::new(0, self.text.len())),
            true => Err((
                "this speaks of the whole file, and stands behind its beginning: it takes no effect",
                "move it above the first document, or write `ignore[rule]` for what follows",
            )),
            false => self.scope(comment, document),
        };
        match scope {
            Ok(scope) => {
                let rules = directive.part.rules.iter().map(|rule| ((*rule).to_owned(), self.place(rule))).collect();
                ignores.ignores.push(Ignore { rules, scope, reason: directive.part.reason.to_owned() });
            }
            Err((message, help)) => {
                ignores.faults.push(IgnoreFault { span: comment, message: message.to_owned(), help });
            }
        }
    }

    /// What a comment speaks of: on a line of its own the next node, or the document at whose start it stands; else its line.
    fn scope(&self, comment: Span, document: Option<&Document>) -> Result<Span, (&'static str, &'static str)> {
        let start = comment.start as usize;
        let line_start = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let has_line = self.text[line_start..start].trim_start_matches('\u{feff}').trim().is_empty();
        let Some(document) = document else {
            return Err((
                "nothing follows this ignore before the next `---`: it takes no effect",
                "move it below the `---`, or write `ignore-file[rule]` for the whole file",
            ));
        };
        if !has_line {
            return Ok(document.with_texts(Span::new(line_start, start)));
        }
        if comment.start < document.start() {
            return Ok(document.span());
        }
        document.next_node(comment.end).ok_or((
            "nothing follows this ignore in its document: it takes no effect",
            "move it above the key or item that it speaks of",
        ))
    }

    /// Where a part of the file's text stands in it: as far from its beginning as the part is in memory.
    fn place(&self, part: &str) -> Span {
        let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
        Span::new(start, start + part.len())
    }
}

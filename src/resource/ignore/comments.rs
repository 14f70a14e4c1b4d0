//! The comments of a file that are meant as ignores, each with the span that it covers.

use std::sync::LazyLock;

use regex::Regex;

use super::annotation::read_annotation;
use super::directive::{FORM, directive, is_header_line};
use super::ignores::{Ignore, IgnoreFault, IgnoredRule, Ignores};
use crate::document::{Parts, Span, parse, pieces};
use crate::pattern::pattern;
use crate::position::line_start;
use crate::resource::Resource;

/// The name bgplint, in any case.
static NAME: LazyLock<Regex> = LazyLock::new(|| pattern("(?i)bgplint"));

/// Reads the ignores of a file. Few files have any, so a quick search comes first.
pub(in crate::resource) fn read(text: &str, resources: &[Resource]) -> Ignores {
    let mut ignores = Ignores::default();
    if NAME.is_match(text) {
        let header = text.split_inclusive('\n').take_while(|line| is_header_line(line));
        Reader { text, header_end: header.map(str::len).sum() }.documents(&mut ignores);
        resources.iter().for_each(|resource| read_annotation(resource, &mut ignores));
    }
    ignores
}

struct Reader<'t> {
    text: &'t str,
    /// The start of the first document, or the text before a template.
    header_end: usize,
}

/// The surroundings of a comment.
#[derive(Clone, Copy)]
enum Around<'d> {
    /// The document that contains the comment.
    Document(&'d Parts<'d, 'd>),
    /// No document; the next document, if there is one, follows.
    Between(Option<Span>),
    /// A document that cannot be read, or a template.
    Unreadable,
}

impl Reader<'_> {
    fn documents(&self, ignores: &mut Ignores) {
        let mut end = 0;
        for piece in pieces(self.text).0 {
            let between = Span::new(end, piece.span.start as usize);
            self.comment_lines(between, Around::Between(Some(piece.span)), ignores);
            end = piece.span.end as usize;
            match parse(self.text, piece) {
                Ok(Some(document)) => {
                    let parts = document.parts();
                    let comments = document.comments().iter();
                    comments.for_each(|comment| self.comment(*comment, Around::Document(&parts), ignores));
                }
                _ => self.comment_lines(piece.span, Around::Unreadable, ignores),
            }
        }
        self.comment_lines(Span::new(end, self.text.len()), Around::Between(None), ignores);
    }

    /// Reads the comments of a span without a document; they are on lines of their own or after a `---`.
    fn comment_lines(&self, stretch: Span, around: Around, ignores: &mut Ignores) {
        let mut start = stretch.start as usize;
        for line in stretch.slice(self.text).split_inclusive('\n') {
            if let Some(at) = line.find('#').filter(|_| is_header_line(line)) {
                self.comment(Span::new(start + at, start + line.trim_end().len()), around, ignores);
            }
            start += line.len();
        }
    }

    fn comment(&self, comment: Span, around: Around, ignores: &mut Ignores) {
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
                "`ignore-file` is not at the beginning of the file: the ignore has no effect",
                "move the comment above the first document, or write `ignore[rule]` for what follows",
            )),
            false => self.scope(comment, around),
        };
        match scope {
            Ok(scope) => {
                let rules = self.rules(comment, &directive.part.rules);
                ignores.ignores.push(Ignore { rules, scope, reason: directive.part.reason.to_owned() });
            }
            Err((message, help)) => {
                ignores.faults.push(IgnoreFault { span: comment, message: message.to_owned(), help });
            }
        }
    }

    /// The span that a comment covers: its own line, if the line has other content; otherwise the next node, or the whole
    /// document for a comment at its start.
    fn scope(&self, comment: Span, around: Around) -> Result<Span, (&'static str, &'static str)> {
        let start = comment.start as usize;
        let line_start = line_start(self.text, start);
        let before = self.text[line_start..start].trim_start_matches('\u{feff}').trim();
        let parts = match around {
            Around::Document(parts) => parts,
            Around::Between(Some(next)) if before == "---" => return Ok(next),
            Around::Between(_) => {
                return Err((
                    "nothing follows the ignore before the next `---`: the ignore has no effect",
                    "move the comment below the `---`, or write `ignore-file[rule]` for the whole file",
                ));
            }
            Around::Unreadable => {
                return Err((
                    "the document cannot be read: an ignore in it has no effect",
                    "write `ignore-file[rule]` at the beginning of the file, for the whole file",
                ));
            }
        };
        if !before.is_empty() {
            return Ok(parts.with_texts(Span::new(line_start, start)));
        }
        if comment.start < parts.document().start() {
            return Ok(parts.document().span());
        }
        parts.next_node(comment.end).ok_or((
            "nothing follows the ignore in its document: the ignore has no effect",
            "move the comment above the key or item that the ignore is for",
        ))
    }

    /// The rules that a comment names, each with the span to delete: the name, the ignore, or the whole line.
    fn rules(&self, comment: Span, names: &[&str]) -> Vec<IgnoredRule> {
        let spans: Vec<Span> = names.iter().map(|name| self.place(name)).collect();
        let removal = |number: usize| match (&spans[..number], &spans[number + 1..]) {
            (_, [next, ..]) => Some(Span { start: spans[number].start, end: next.start }),
            ([.., before], []) => Some(Span { start: before.end, end: spans[number].end }),
            ([], []) => self.removal(comment, spans[number]),
        };
        let rule = |(number, name): (usize, &&str)| IgnoredRule {
            name: (*name).to_owned(),
            span: spans[number],
            removal: removal(number),
        };
        names.iter().enumerate().map(rule).collect()
    }

    /// The span to delete in order to remove the ignore from a comment; the line may have another comment before it.
    fn removal(&self, comment: Span, rule: Span) -> Option<Span> {
        let end = comment.end as usize;
        let start = self.text.get(..rule.start as usize)?.rfind('#')?;
        let line_start = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let before = self.text[line_start..start].trim_end();
        if !before.is_empty() {
            return Some(Span::new(line_start + before.len(), end));
        }
        let line_end = self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1);
        Some(Span::new(line_start, line_end))
    }

    /// The place of a part of the text, computed from its address in memory.
    fn place(&self, part: &str) -> Span {
        let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
        Span::new(start, start + part.len())
    }
}

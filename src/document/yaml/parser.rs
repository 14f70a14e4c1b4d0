//! The parser's view of the tokens, and what is before and behind the value of a document.

use std::ops::Range;

use super::cursor::Cursor;
use super::event::Event;
use super::fault::{Fault, Scan};
use super::guess::QUOTE;
use super::scanner::Scanner;
use super::state::State;
use super::token::{TagName, Token, TokenKind};

/// The tags that need no `%TAG`: handle and prefix.
const KNOWN_HANDLES: [(&str, &str); 2] = [("!", "!"), ("!!", "tag:yaml.org,2002:")];

/// Tokens → events.
pub(in crate::document) struct Parser<'t> {
    scanner: Scanner<'t>,
    /// What to go on with, innermost last.
    states: Vec<State>,
    /// The handles that directives declare, with their prefixes.
    handles: Vec<TagName>,
    /// The last token that was taken and has characters.
    last: Range<usize>,
}

impl<'t> Parser<'t> {
    /// A parser of a document. `follows_marker` says whether a line with `---` before the text belongs to the document.
    pub fn new(text: &'t str, follows_marker: bool) -> Parser<'t> {
        let scanner = Scanner::new(Cursor::new(text, !follows_marker));
        Parser { scanner, states: vec![State::Root], handles: Vec::new(), last: 0..0 }
    }

    /// The next event; `None` behind the value of the document.
    ///
    /// # Errors
    /// The first place that kubectl cannot parse.
    pub fn next(&mut self) -> Scan<Option<Event>> {
        match self.states.pop() {
            Some(state) => self.step(state).map(Some),
            None => Ok(None),
        }
    }

    /// Moves to the value of the document; gives whether there is one.
    ///
    /// # Errors
    /// The first place that kubectl cannot parse.
    pub fn begin(&mut self, follows_marker: bool) -> Scan<bool> {
        if !follows_marker {
            match self.peek()? {
                TokenKind::End => return Ok(false),
                TokenKind::Version { .. } | TokenKind::TagHandle(_) | TokenKind::DocumentStart => self.directives()?,
                // `...` is a mistake here, because it is not a value.
                _ => return Ok(true),
            }
        }
        let next = self.peek()?;
        Ok(!is_between_documents(next))
    }

    /// The directives and the `---` behind them.
    fn directives(&mut self) -> Scan<()> {
        let mut has_version = false;
        loop {
            let Token { kind, span } = self.take()?;
            match kind {
                TokenKind::DocumentStart => return Ok(()),
                TokenKind::Version { is_known: false } => {
                    return Err(Fault::new(span, "kubectl reads YAML 1.1, and no other version"));
                }
                TokenKind::Version { .. } if has_version => {
                    return Err(Fault::new(span, "the directive `%YAML` appears twice"));
                }
                TokenKind::Version { .. } => has_version = true,
                TokenKind::TagHandle(name) => {
                    if self.handles.iter().any(|known| known.handle == name.handle) {
                        return Err(Fault::new(span, "the directive `%TAG` appears twice for this handle"));
                    }
                    self.handles.push(*name);
                }
                _ => return Err(directive_without_document(span)),
            }
        }
    }

    /// What follows the value of the document. kubectl does not read it.
    ///
    /// # Errors
    /// The first place that kubectl cannot parse, or a text behind `...`.
    pub fn finish(&mut self) -> Scan<Option<Range<usize>>> {
        let text = self.scanner.cursor.text();
        let next = self.scanner.peek()?;
        let start = next.span.start;
        match next.kind {
            TokenKind::End => Ok(None),
            TokenKind::DocumentEnd => match text_behind_end(text, next.span.end) {
                Some(fault) => Err(fault),
                None => Ok(None),
            },
            TokenKind::Version { .. } | TokenKind::TagHandle(_) => Ok(None),
            _ => Ok(Some(start..text.trim_end().len().max(start))),
        }
    }

    /// The comments so far.
    pub fn comments(&self) -> &[Range<usize>] {
        &self.scanner.comments
    }

    /// Goes on with a state when the value that begins is complete.
    pub(super) fn then(&mut self, state: State) {
        self.states.push(state);
    }

    pub(super) fn peek(&mut self) -> Scan<&TokenKind> {
        self.scanner.peek().map(|token| &token.kind)
    }

    pub(super) fn take(&mut self) -> Scan<Token> {
        let token = self.scanner.take()?;
        if !token.span.is_empty() {
            self.last = token.span.clone();
        }
        Ok(token)
    }

    /// The place of the next token, and of the last character before it that belongs to a token.
    pub(super) fn place(&mut self) -> Scan<(Range<usize>, Range<usize>)> {
        let next = self.scanner.peek()?.span.clone();
        Ok((next, self.last.clone()))
    }

    /// The innermost open bracket, if the parser is between brackets.
    pub(super) fn bracket(&self) -> Option<usize> {
        self.states.iter().rev().find_map(State::bracket)
    }

    /// The end of the last token that was taken.
    pub(super) fn last_end(&self) -> usize {
        self.last.end
    }

    /// The text of the document.
    pub(super) fn text(&self) -> &'t str {
        self.scanner.cursor.text()
    }

    /// The value of the document.
    pub(super) fn root(&mut self) -> Scan<Event> {
        self.node(true, false)
    }

    /// The end of the innermost list or mapping.
    pub(super) fn end(&mut self) -> Scan<Event> {
        let Token { kind, span } = self.take()?;
        Ok(Event::End { span: (kind != TokenKind::BlockEnd).then_some(span) })
    }

    /// A value that is missing before the next token.
    pub(super) fn empty_here(&mut self) -> Scan<Event> {
        self.peek()?;
        Ok(Event::empty(self.last.end))
    }

    /// The full name of a tag.
    pub(super) fn tag(&self, name: &TagName, span: &Range<usize>) -> Scan<String> {
        if name.handle.is_empty() {
            return Ok(name.rest.clone());
        }
        let declared = self.handles.iter().find(|known| known.handle == name.handle).map(|known| known.rest.as_str());
        let known = KNOWN_HANDLES.iter().find(|(handle, _)| *handle == name.handle).map(|(_, prefix)| *prefix);
        match declared.or(known) {
            Some(prefix) => Ok(format!("{prefix}{}", name.rest)),
            None => Err(Fault::with_help(
                span.clone(),
                "the tag begins with a handle (`!…!`) that no directive `%TAG` declares",
                QUOTE,
            )),
        }
    }
}

/// Whether a token is none of a value.
fn is_between_documents(token: &TokenKind) -> bool {
    matches!(
        token,
        TokenKind::End
            | TokenKind::DocumentStart
            | TokenKind::DocumentEnd
            | TokenKind::Version { .. }
            | TokenKind::TagHandle(_)
    )
}

/// A token behind directives, where `---` is due.
fn directive_without_document(span: Range<usize>) -> Box<Fault> {
    let message = "a directive (`%`) needs a line `---` behind it, which kubectl takes for the end of the document: \
                   kubectl reads no directives";
    Fault::with_help(span, message, "remove the line that begins with `%`")
}

/// A text behind `...`, which kubectl does not read.
fn text_behind_end(text: &str, from: usize) -> Option<Box<Fault>> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let content = line.trim();
        let is_silent = content.is_empty() || content.starts_with('#') || at > from && line.starts_with(['%', '.']);
        if !is_silent || line.starts_with('.') && at > from && content != "..." {
            let start = at + line.len() - line.trim_start().len();
            let message = "text follows the end of the document (`...`), and kubectl does not read it";
            return Some(Fault::with_help(start..start + content.len(), message, "replace `...` with `---`"));
        }
        at += line.len();
    }
    None
}

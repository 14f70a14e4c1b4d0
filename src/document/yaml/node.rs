//! A value: its properties, and what it begins with.

use super::event::{Event, Properties};
use super::expected;
use super::fault::Scan;
use super::parser::Parser;
use super::state::State;
use super::token::{ScalarText, Token, TokenKind};
use crate::document::Quoting;

impl Parser<'_> {
    /// Reads the beginning of a value. `is_block` says whether a collection in block style may begin; `may_be_flat` whether a
    /// list may have the column of its key.
    pub(super) fn node(&mut self, is_block: bool, may_be_flat: bool) -> Scan<Event> {
        if *self.peek()? == TokenKind::Alias {
            return Ok(Event::Alias { span: self.take()?.span });
        }
        let properties = self.properties()?;
        let begin = |is_mapping, is_flow, span| Ok(Event::Begin { is_mapping, is_flow, span, properties: None });
        let event = match self.peek()? {
            TokenKind::Dash if may_be_flat => {
                let start = behind_blanks(self.text(), self.take()?.span.end);
                self.then(State::FlatItem { is_first: true });
                begin(false, false, start..start)
            }
            TokenKind::Scalar { .. } => self.scalar(),
            TokenKind::FlowSequence => {
                let span = self.take()?.span;
                self.then(State::FlowItem { bracket: span.start, is_first: true });
                begin(false, true, span)
            }
            TokenKind::FlowMapping => {
                let span = self.take()?.span;
                self.then(State::FlowKey { bracket: span.start, is_first: true });
                begin(true, true, span)
            }
            TokenKind::BlockSequence if is_block => {
                let span = self.take()?.span;
                self.then(State::BlockItem { list: span.start });
                begin(false, false, span)
            }
            TokenKind::BlockMapping if is_block => {
                let span = self.take()?.span;
                self.then(State::BlockKey { mapping: span.start });
                begin(true, false, span)
            }
            _ if properties.is_some() => Ok(self.empty_behind_properties()),
            _ => Err(expected::value(self)),
        };
        event.map(|event| event.with(properties))
    }

    /// The anchor and the tag before a value, in any order.
    fn properties(&mut self) -> Scan<Option<Box<Properties>>> {
        let mut properties = Properties::default();
        loop {
            match self.peek()? {
                TokenKind::Anchor if properties.anchor.is_none() => {
                    let span = self.take()?.span;
                    properties.anchor = Some(span.start + 1..span.end);
                }
                TokenKind::Tag(_) if properties.tag.is_none() => {
                    let Token { kind: TokenKind::Tag(name), span } = self.take()? else { continue };
                    properties.tag = Some((self.tag(&name, &span)?, span));
                }
                _ => break,
            }
        }
        Ok((properties.anchor.is_some() || properties.tag.is_some()).then(|| Box::new(properties)))
    }

    fn scalar(&mut self) -> Scan<Event> {
        let Token { kind, span } = self.take()?;
        Ok(match kind {
            TokenKind::Scalar { quoting, text } => Event::Scalar { quoting, text, span, properties: None },
            _ => Event::empty(span.start),
        })
    }
}

impl Parser<'_> {
    /// The value behind properties that nothing follows.
    fn empty_behind_properties(&self) -> Event {
        let at = self.last_end();
        Event::Scalar { quoting: Quoting::Plain, text: ScalarText::Written, span: at..at, properties: None }
    }
}

/// The place behind the blanks at an offset.
fn behind_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

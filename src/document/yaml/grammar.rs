//! The grammar: what may follow what, state by state.

use super::event::Event;
use super::expected;
use super::fault::{Fault, Scan};
use super::parser::Parser;
use super::state::State;
use super::token::TokenKind;

impl Parser<'_> {
    /// Goes on with a state: gives the next event.
    pub(super) fn step(&mut self, state: State) -> Scan<Event> {
        match state {
            State::Root => self.root(),
            State::BlockItem { list } => self.block_item(list),
            State::FlatItem { is_first } => self.flat_item(is_first),
            State::BlockKey { mapping } => self.block_key(mapping),
            State::BlockValue { mapping } => self.block_value(mapping),
            State::FlowItem { bracket, is_first } => self.flow_item(bracket, is_first),
            State::PairKey => self.pair_key(),
            State::PairValue => self.pair_value(),
            State::PairEnd => self.pair_end(),
            State::FlowKey { bracket, is_first } => self.flow_key(bracket, is_first),
            State::FlowValue { bracket } => self.flow_value(bracket),
            State::NoFlowValue { bracket } => {
                self.then(State::FlowKey { bracket, is_first: false });
                self.empty_here()
            }
        }
    }

    fn block_item(&mut self, list: usize) -> Scan<Event> {
        match self.peek()? {
            TokenKind::Dash => {
                let end = self.take()?.span.end;
                self.then(State::BlockItem { list });
                match self.peek()? {
                    TokenKind::Dash | TokenKind::BlockEnd => Ok(Event::empty(end)),
                    _ => self.node(true, false),
                }
            }
            TokenKind::BlockEnd => self.end(),
            _ => Err(expected::item(self, list)),
        }
    }

    fn flat_item(&mut self, is_first: bool) -> Scan<Event> {
        if !is_first {
            if *self.peek()? != TokenKind::Dash {
                return Ok(Event::End { span: None });
            }
            self.take()?;
        }
        let end = self.last_end();
        self.then(State::FlatItem { is_first: false });
        match self.peek()? {
            TokenKind::Dash | TokenKind::Key | TokenKind::Colon | TokenKind::BlockEnd => Ok(Event::empty(end)),
            _ => self.node(true, false),
        }
    }

    fn block_key(&mut self, mapping: usize) -> Scan<Event> {
        match self.peek()? {
            TokenKind::Key => {
                let end = self.take()?.span.end;
                self.then(State::BlockValue { mapping });
                match self.peek()? {
                    TokenKind::Key | TokenKind::Colon | TokenKind::BlockEnd => Ok(Event::empty(end)),
                    _ => self.node(true, true),
                }
            }
            TokenKind::BlockEnd => self.end(),
            _ => Err(expected::key(self, mapping)),
        }
    }

    fn block_value(&mut self, mapping: usize) -> Scan<Event> {
        self.then(State::BlockKey { mapping });
        if *self.peek()? != TokenKind::Colon {
            return self.empty_here();
        }
        let colon = self.take()?.span.start;
        match self.peek()? {
            TokenKind::Key | TokenKind::Colon | TokenKind::BlockEnd => Ok(Event::empty(colon)),
            _ => self.node(true, true),
        }
    }

    fn flow_item(&mut self, bracket: usize, is_first: bool) -> Scan<Event> {
        if !is_first && *self.peek()? != TokenKind::FlowSequenceEnd {
            if *self.peek()? != TokenKind::Comma {
                return Err(expected::comma(self, bracket));
            }
            self.take()?;
        }
        match self.peek()? {
            TokenKind::FlowSequenceEnd => self.end(),
            TokenKind::Key => {
                let at = self.take()?.span.end;
                self.then(State::FlowItem { bracket, is_first: false });
                self.then(State::PairKey);
                Ok(Event::pair(at))
            }
            _ => {
                self.then(State::FlowItem { bracket, is_first: false });
                self.node(false, false)
            }
        }
    }

    fn pair_key(&mut self) -> Scan<Event> {
        self.then(State::PairValue);
        match self.peek()? {
            TokenKind::Colon | TokenKind::Comma | TokenKind::FlowSequenceEnd => {
                let span = self.take()?.span;
                Err(Fault::new(span, expected::NO_KEY))
            }
            _ => self.node(false, false),
        }
    }

    fn pair_value(&mut self) -> Scan<Event> {
        self.then(State::PairEnd);
        self.value_in_brackets(&TokenKind::FlowSequenceEnd)
    }

    fn pair_end(&mut self) -> Scan<Event> {
        self.peek()?;
        Ok(Event::End { span: None })
    }

    fn flow_key(&mut self, bracket: usize, is_first: bool) -> Scan<Event> {
        if !is_first && *self.peek()? != TokenKind::FlowMappingEnd {
            if *self.peek()? != TokenKind::Comma {
                return Err(expected::comma(self, bracket));
            }
            self.take()?;
        }
        match self.peek()? {
            TokenKind::FlowMappingEnd => self.end(),
            TokenKind::Key => {
                self.take()?;
                self.then(State::FlowValue { bracket });
                match self.peek()? {
                    TokenKind::Colon | TokenKind::Comma | TokenKind::FlowMappingEnd => self.empty_here(),
                    _ => self.node(false, false),
                }
            }
            _ => {
                self.then(State::NoFlowValue { bracket });
                self.node(false, false)
            }
        }
    }

    fn flow_value(&mut self, bracket: usize) -> Scan<Event> {
        self.then(State::FlowKey { bracket, is_first: false });
        self.value_in_brackets(&TokenKind::FlowMappingEnd)
    }

    /// The value of a key in brackets, which may be missing.
    fn value_in_brackets(&mut self, closing: &TokenKind) -> Scan<Event> {
        if *self.peek()? == TokenKind::Colon {
            let colon = self.take()?.span.start;
            let next = self.peek()?;
            if *next != TokenKind::Comma && next != closing {
                return self.node(false, false);
            }
            return Ok(Event::empty(colon));
        }
        self.empty_here()
    }
}

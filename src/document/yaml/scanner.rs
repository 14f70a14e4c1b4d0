//! Text → tokens. The scanner knows columns, lines and brackets; it does not know what may follow what.

use std::collections::VecDeque;
use std::ops::Range;

use super::candidate::{Candidate, Candidates};
use super::cursor::Cursor;
use super::fault::{Fault, Scan};
use super::guess;
use super::token::{Last, Token, TokenKind};
use crate::document::Quoting;

/// Text → tokens.
pub(super) struct Scanner<'t> {
    pub(super) cursor: Cursor<'t>,
    /// Tokens that are read and not taken yet.
    ready: VecDeque<Token>,
    /// The number of tokens taken.
    taken: usize,
    /// The columns of the open collections in block style, outermost first.
    columns: Vec<usize>,
    /// The open brackets: for each, whether a text in it could be a key.
    brackets: Vec<bool>,
    candidates: Candidates,
    /// Whether a key without `?` may begin here.
    pub(super) may_begin_key: bool,
    /// Whether the end of the text was read.
    has_ended: bool,
    /// The comments so far.
    pub(super) comments: Vec<Range<usize>>,
    /// The token that was read last.
    pub(super) last: Last,
}

impl<'t> Scanner<'t> {
    /// A scanner at the start of a text.
    pub fn new(cursor: Cursor<'t>) -> Scanner<'t> {
        Scanner {
            cursor,
            ready: VecDeque::new(),
            taken: 0,
            columns: Vec::new(),
            brackets: Vec::new(),
            candidates: Candidates::default(),
            may_begin_key: true,
            has_ended: false,
            comments: Vec::new(),
            last: Last::default(),
        }
    }

    /// The next token.
    pub fn peek(&mut self) -> Scan<&Token> {
        self.fill()?;
        Ok(&self.ready[0])
    }

    /// Takes the next token.
    pub fn take(&mut self) -> Scan<Token> {
        self.fill()?;
        self.taken += 1;
        let end = || Token { kind: TokenKind::End, span: self.cursor.at..self.cursor.at };
        Ok(self.ready.pop_front().unwrap_or_else(end))
    }

    /// Reads until the next token is certain: a token that may begin a key is certain only when a `:` follows or cannot
    /// follow any more.
    fn fill(&mut self) -> Scan<()> {
        loop {
            if !self.ready.is_empty() {
                let Some(first) = self.candidates.at(self.taken) else {
                    return Ok(());
                };
                if !first.reaches(&self.cursor) {
                    if first.is_required {
                        return Err(guess::missing_colon(&self.cursor, &first));
                    }
                    self.candidates.remove(first.token);
                    return Ok(());
                }
            }
            self.read()?;
        }
    }

    /// Whether a text is between brackets.
    pub(super) fn is_in_brackets(&self) -> bool {
        !self.brackets.is_empty()
    }

    /// The number of open brackets.
    fn level(&self) -> usize {
        self.brackets.len()
    }

    /// The column left of which no value of the innermost collection in block style begins.
    pub(super) fn least_column(&self) -> usize {
        self.columns.last().map_or(0, |column| column + 1)
    }

    /// The column of the innermost collection in block style.
    pub(super) fn block_column(&self) -> Option<usize> {
        self.columns.last().copied()
    }

    pub(super) fn push(&mut self, kind: TokenKind, span: Range<usize>) {
        if kind != TokenKind::BlockEnd {
            self.last = Last {
                span: span.clone(),
                is_scalar: matches!(kind, TokenKind::Scalar { .. }),
                is_plain: matches!(kind, TokenKind::Scalar { quoting: Quoting::Plain, .. }),
                is_colon: kind == TokenKind::Colon,
            };
        }
        self.ready.push_back(Token { kind, span });
    }

    /// Reads one token.
    fn read(&mut self) -> Scan<()> {
        self.skip_to_token();
        let cursor = self.cursor;
        self.close_deeper_than(cursor.column(), cursor.at);
        if cursor.is_end() {
            return self.read_end();
        }
        let first = cursor.peek(0);
        if cursor.column() == 0 {
            match first {
                b'%' => return self.read_directive(),
                b'-' | b'.' if cursor.is_document_marker() => return self.read_marker(first),
                _ => {}
            }
        }
        match first {
            b'[' => self.open_bracket(TokenKind::FlowSequence),
            b'{' => self.open_bracket(TokenKind::FlowMapping),
            b']' => self.close_bracket(TokenKind::FlowSequenceEnd),
            b'}' => self.close_bracket(TokenKind::FlowMappingEnd),
            b',' => self.read_comma(),
            b'-' if cursor.is_gap(1) => self.read_dash(),
            b'?' if self.is_in_brackets() || cursor.is_gap(1) => self.read_question_mark(),
            b':' if self.is_in_brackets() || cursor.is_gap(1) => self.read_colon(),
            b'*' | b'&' => self.read_anchor(),
            b'!' => self.read_tag(),
            b'|' | b'>' if !self.is_in_brackets() => self.read_block_text(),
            b'\'' | b'"' => self.read_quoted(),
            _ if self.is_plain_start(first) => self.read_plain(),
            _ => Err(guess::no_token(&self.cursor)),
        }
    }

    /// Whether a plain text may begin here.
    fn is_plain_start(&self, first: u8) -> bool {
        match first {
            b'-' => !self.cursor.is_blank(1),
            b'?' | b':' => !self.is_in_brackets() && !self.cursor.is_gap(1),
            b'\t' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => false,
            _ => true,
        }
    }

    /// Moves over blanks, comments and line ends. Where a key may begin, a tab is no blank.
    fn skip_to_token(&mut self) {
        loop {
            let are_tabs_blanks = self.is_in_brackets() || !self.may_begin_key;
            let is_blank = |byte: &&u8| **byte == b' ' || **byte == b'\t' && are_tabs_blanks;
            self.cursor.at += self.cursor.rest().iter().take_while(is_blank).count();
            self.comments.extend(self.cursor.skip_comment());
            if self.cursor.take_line_end().is_none() {
                return;
            }
            if !self.is_in_brackets() {
                self.may_begin_key = true;
            }
        }
    }

    /// Opens a collection in block style at a column, unless it is open already. Its token is inserted at `index`, or comes
    /// next.
    fn open_block(&mut self, column: usize, index: Option<usize>, kind: TokenKind, at: usize) {
        if self.is_in_brackets() || self.columns.last().is_some_and(|open| *open >= column) {
            return;
        }
        self.columns.push(column);
        self.ready.insert(index.unwrap_or(self.ready.len()), Token { kind, span: at..at });
    }

    /// Closes the collections in block style that are deeper than a column.
    fn close_deeper_than(&mut self, column: usize, at: usize) {
        while !self.is_in_brackets() && self.columns.pop_if(|open| *open > column).is_some() {
            self.push(TokenKind::BlockEnd, at..at);
        }
    }

    /// Closes all collections in block style.
    fn close_all(&mut self, at: usize) {
        while !self.is_in_brackets() && self.columns.pop().is_some() {
            self.push(TokenKind::BlockEnd, at..at);
        }
    }

    /// Notes that a key may begin with the next token.
    pub(super) fn note_candidate(&mut self) -> Scan<()> {
        if !self.may_begin_key {
            return Ok(());
        }
        self.drop_candidate()?;
        if let Some(could_be_key) = self.brackets.last_mut() {
            *could_be_key = true;
        }
        self.candidates.add(Candidate {
            level: self.level(),
            token: self.taken + self.ready.len(),
            is_required: !self.is_in_brackets() && self.block_column() == Some(self.cursor.column()),
            is_settled: false,
            at: self.cursor.at,
            line_start: self.cursor.line_start,
        });
        Ok(())
    }

    /// The last text at this level of brackets is no key after all.
    pub(super) fn drop_candidate(&mut self) -> Scan<()> {
        match self.candidates.take(self.level()) {
            Some(candidate) if candidate.is_required => Err(guess::missing_colon(&self.cursor, &candidate)),
            _ => Ok(()),
        }
    }

    /// Moves over some bytes, which are a token.
    fn push_bytes(&mut self, kind: TokenKind, length: usize) {
        let start = self.cursor.at;
        self.cursor.at += length;
        self.push(kind, start..start + length);
    }

    fn read_end(&mut self) -> Scan<()> {
        let at = self.cursor.at;
        // No key can continue beyond the end.
        self.cursor.line_start = at;
        if !self.has_ended {
            self.close_all(at);
            self.drop_candidate()?;
            self.may_begin_key = false;
            self.has_ended = true;
        }
        self.push(TokenKind::End, at..at);
        Ok(())
    }

    fn read_marker(&mut self, first: u8) -> Scan<()> {
        self.close_all(self.cursor.at);
        self.drop_candidate()?;
        self.may_begin_key = false;
        self.push_bytes(if first == b'-' { TokenKind::DocumentStart } else { TokenKind::DocumentEnd }, 3);
        Ok(())
    }

    /// Leaves all collections, because a directive follows.
    pub(super) fn leave_all(&mut self) -> Scan<()> {
        self.close_all(self.cursor.at);
        self.drop_candidate()?;
        self.may_begin_key = false;
        Ok(())
    }

    fn open_bracket(&mut self, kind: TokenKind) -> Scan<()> {
        self.note_candidate()?;
        self.brackets.push(false);
        self.may_begin_key = true;
        self.push_bytes(kind, 1);
        Ok(())
    }

    fn close_bracket(&mut self, kind: TokenKind) -> Scan<()> {
        self.drop_candidate()?;
        // kubectl takes empty brackets for a value before it sees whether a `:` follows.
        if self.brackets.pop() == Some(false) {
            self.candidates.settle(self.level());
        }
        self.may_begin_key = false;
        self.push_bytes(kind, 1);
        Ok(())
    }

    fn read_comma(&mut self) -> Scan<()> {
        self.drop_candidate()?;
        self.may_begin_key = true;
        self.push_bytes(TokenKind::Comma, 1);
        Ok(())
    }

    fn read_dash(&mut self) -> Scan<()> {
        if !self.is_in_brackets() {
            if !self.may_begin_key {
                return Err(guess::dash_out_of_place(&self.cursor, &self.last));
            }
            self.open_block(self.cursor.column(), None, TokenKind::BlockSequence, self.cursor.at);
        }
        self.drop_candidate()?;
        self.may_begin_key = true;
        self.push_bytes(TokenKind::Dash, 1);
        Ok(())
    }

    fn read_question_mark(&mut self) -> Scan<()> {
        if !self.is_in_brackets() {
            if !self.may_begin_key {
                let at = self.cursor.at;
                return Err(Fault::with_help(
                    at..at + 1,
                    "`?` begins a key, and a key cannot be here",
                    "put the whole value in quotes",
                ));
            }
            self.open_block(self.cursor.column(), None, TokenKind::BlockMapping, self.cursor.at);
        }
        self.drop_candidate()?;
        self.may_begin_key = !self.is_in_brackets();
        self.push_bytes(TokenKind::Key, 1);
        Ok(())
    }

    fn read_colon(&mut self) -> Scan<()> {
        let candidate = self.candidates.take(self.level());
        let Some(candidate) = candidate.filter(|candidate| candidate.reaches(&self.cursor)) else {
            return self.read_lone_colon(candidate);
        };
        let index = candidate.token.checked_sub(self.taken).unwrap_or(self.ready.len());
        self.ready.insert(index, Token { kind: TokenKind::Key, span: candidate.at..candidate.at });
        self.open_block(candidate.column(), Some(index), TokenKind::BlockMapping, candidate.at);
        // A key cannot follow a key.
        self.may_begin_key = false;
        self.push_bytes(TokenKind::Colon, 1);
        Ok(())
    }

    /// Reads a `:` that no text on its line can be the key of.
    fn read_lone_colon(&mut self, stale: Option<Candidate>) -> Scan<()> {
        if let Some(stale) = stale.filter(|stale| stale.is_required) {
            return Err(guess::missing_colon(&self.cursor, &stale));
        }
        if !self.is_in_brackets() {
            if !self.may_begin_key {
                return Err(guess::colon_out_of_place(&self.cursor, &self.last));
            }
            self.open_block(self.cursor.column(), None, TokenKind::BlockMapping, self.cursor.at);
        }
        self.may_begin_key = !self.is_in_brackets();
        self.push_bytes(TokenKind::Colon, 1);
        Ok(())
    }

    /// Reads a text in quotes.
    fn read_quoted(&mut self) -> Scan<()> {
        self.note_candidate()?;
        self.may_begin_key = false;
        let start = self.cursor.at;
        let text = self.quoted()?;
        self.push(TokenKind::Scalar { quoting: Quoting::Quoted, text }, start..self.cursor.at);
        Ok(())
    }

    /// Reads a text without quotes.
    fn read_plain(&mut self) -> Scan<()> {
        self.note_candidate()?;
        self.may_begin_key = false;
        let (text, span) = self.plain()?;
        self.push(TokenKind::Scalar { quoting: Quoting::Plain, text }, span);
        Ok(())
    }

    /// Reads a text that begins with `|` or `>`.
    fn read_block_text(&mut self) -> Scan<()> {
        self.drop_candidate()?;
        self.may_begin_key = true;
        let (text, span) = self.block_text()?;
        self.push(TokenKind::Scalar { quoting: Quoting::Block, text }, span);
        Ok(())
    }
}

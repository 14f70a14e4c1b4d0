//! Texts that may turn out to be keys: whether they are is known only at the `:` behind them.

use std::collections::VecDeque;

use super::cursor::Cursor;

/// The number of characters after which a text can no longer be the key of a `:`.
const LONGEST_KEY: usize = 1024;

/// A token that may begin a key without `?`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// How many brackets the token is in.
    pub level: usize,
    /// The number of the token.
    pub token: usize,
    /// Whether nothing but a key may be there.
    pub is_required: bool,
    /// Whether the parser takes the token for the beginning of a value already.
    pub is_settled: bool,
    /// The place of the token.
    pub at: usize,
    /// The start of its line.
    pub line_start: usize,
}

impl Candidate {
    /// The column of the token.
    pub fn column(&self) -> usize {
        self.at - self.line_start
    }

    /// Whether a `:` at a place can still make the token a key: it must be on the same line, and not too far away.
    pub fn reaches(&self, cursor: &Cursor) -> bool {
        // Characters count, not bytes, but few bytes are few characters.
        self.line_start == cursor.line_start
            && (cursor.at - self.at <= LONGEST_KEY || cursor.since(self.at).chars().nth(LONGEST_KEY).is_none())
    }
}

/// The candidates, at most one for each level of brackets, outermost first.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    open: VecDeque<Candidate>,
}

impl Candidates {
    /// The candidate that begins with the token of this number, if it is still open whether the token is a key.
    pub fn at(&self, token: usize) -> Option<Candidate> {
        let first = self.open.iter().find(|candidate| candidate.token >= token)?;
        Some(*first).filter(|first| first.token == token && !first.is_settled)
    }

    /// Removes the candidate that begins with the token of this number.
    pub fn remove(&mut self, token: usize) {
        self.open.retain(|candidate| candidate.token != token);
    }

    /// Takes the candidate of a level for a value.
    pub fn settle(&mut self, level: usize) {
        if let Some(last) = self.open.back_mut().filter(|last| last.level == level) {
            last.is_settled = true;
        }
    }

    /// Removes the candidate of the innermost level.
    pub fn take(&mut self, level: usize) -> Option<Candidate> {
        let last = self.last(level)?;
        self.open.pop_back();
        Some(last)
    }

    /// The candidate of the innermost level.
    pub fn last(&self, level: usize) -> Option<Candidate> {
        self.open.back().filter(|last| last.level == level).copied()
    }

    /// Adds a candidate for the innermost level.
    pub fn add(&mut self, candidate: Candidate) {
        self.open.push_back(candidate);
    }
}

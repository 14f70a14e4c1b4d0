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
    /// The first of all, which comes earliest in the text.
    pub fn first(&self) -> Option<Candidate> {
        self.open.front().copied()
    }

    /// Removes the first of all.
    pub fn remove_first(&mut self) {
        self.open.pop_front();
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

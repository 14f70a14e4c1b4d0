//! The tokens of a selector, and functions that split them from a text.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// The kind of a token. The names are Calico's, because its messages show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Label,
    StringLiteral,
    LBrace,
    RBrace,
    Comma,
    Eq,
    Ne,
    In,
    Not,
    NotIn,
    Contains,
    StartsWith,
    EndsWith,
    All,
    Has,
    LParen,
    RParen,
    And,
    Or,
    Global,
    /// The end of the text.
    Eof,
}

/// A token with its place.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub kind: TokenKind,
    /// The name of a label (also in `has(…)`), or a string without its quotes; otherwise empty.
    pub value: &'a str,
    /// The place of the value in the text.
    pub value_range: Range<usize>,
    /// The place of the whole token in the text.
    pub range: Range<usize>,
}

/// A token as Calico's messages show it: `TokLabel(rack)`.
impl Display for Token<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        match self.kind {
            TokenKind::Eof => out.write_str("TokEOF()"),
            kind => write!(out, "Tok{kind:?}({})", self.value),
        }
    }
}

impl<'a> Token<'a> {
    /// A token without a value.
    pub fn plain(kind: TokenKind, range: Range<usize>) -> Token<'a> {
        Token { kind, value: "", value_range: range.end..range.end, range }
    }
}

/// Whether a label name may contain the character. Calico does not apply the rules of Kubernetes here.
pub(super) fn is_label_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '/' | '-')
}

/// Splits the characters of a label name from the beginning; there may be none.
pub(super) fn cut_name(input: &str) -> (&str, &str) {
    let end = input.find(|character| !is_label_character(character));
    input.split_at(end.unwrap_or(input.len()))
}

/// Only the space and the tab separate tokens.
pub(super) fn skip_blanks(input: &str) -> &str {
    input.trim_start_matches([' ', '\t'])
}

/// Splits the words of an operator from the beginning; there may be blanks between the words.
///
/// Calico also skips the blanks after the last word before it looks for the end of the word. That is why it rejects `a
/// starts with b` for a bad operator, rather than for the missing quotes.
pub(super) fn cut_words<'a>(input: &'a str, words: &[&str]) -> Option<&'a str> {
    match words {
        [word] => input.strip_prefix(word),
        _ => words.iter().try_fold(input, |rest, word| rest.strip_prefix(word).map(skip_blanks)),
    }
}

/// The offset at which `rest`, an end of `text`, begins.
pub(super) fn offset(text: &str, rest: &str) -> usize {
    text.len() - rest.len()
}

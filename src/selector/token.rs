//! The tokens of a selector, and how their characters are cut off a text.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// What a token is. The names are Calico's, and so are seen in its messages.
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

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub kind: TokenKind,
    /// A label's name (also the one in `has(…)`), or a string without its quotes; else empty.
    pub value: &'a str,
    /// Where the value stands in the text.
    pub value_range: Range<usize>,
    /// Where the whole token stands in the text.
    pub range: Range<usize>,
}

/// As Calico's messages show a token: `TokLabel(rack)`.
impl Display for Token<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        match self.kind {
            TokenKind::Eof => out.write_str("TokEOF()"),
            kind => write!(out, "Tok{kind:?}({})", self.value),
        }
    }
}

impl<'a> Token<'a> {
    /// A token that has no value.
    pub fn plain(kind: TokenKind, range: Range<usize>) -> Token<'a> {
        Token { kind, value: "", value_range: range.end..range.end, range }
    }
}

/// Whether a label name may hold the character. Calico does not ask for Kubernetes' rules here.
pub(super) fn is_label_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '/' | '-')
}

/// Cuts the characters of a label name off the beginning; there may be none.
pub(super) fn cut_name(input: &str) -> (&str, &str) {
    let end = input.find(|character| !is_label_character(character));
    input.split_at(end.unwrap_or(input.len()))
}

/// Only the space and the tab separate tokens.
pub(super) fn skip_blanks(input: &str) -> &str {
    input.trim_start_matches([' ', '\t'])
}

/// Cuts an operator's words off the beginning; between them may be any blanks, or none.
///
/// Calico skips the blanks behind the last word, too, before it asks for the end of the word: `a starts with b` is
/// refused for a bad operator, not for the missing quotes.
pub(super) fn cut_words<'a>(input: &'a str, words: &[&str]) -> Option<&'a str> {
    match words {
        [word] => input.strip_prefix(word),
        _ => words.iter().try_fold(input, |rest, word| rest.strip_prefix(word).map(skip_blanks)),
    }
}

/// Where `rest`, an end of `text`, begins.
pub(super) fn offset(text: &str, rest: &str) -> usize {
    text.len() - rest.len()
}

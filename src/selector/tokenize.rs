//! Splits the text of a selector into tokens (Calico: `libcalico-go/lib/selector/tokenizer`).

use std::ops::Range;

use super::diagnose;
use super::syntax_error::SyntaxError;
use super::token::{Token, TokenKind, cut_name, cut_words, is_label_character, offset, skip_blanks};

/// The longest label name that Calico allows.
const MAX_LABEL_LENGTH: usize = 512;

/// The signs; a longer sign comes before a shorter one with the same beginning.
const SIGNS: [(&str, TokenKind); 10] = [
    ("(", TokenKind::LParen),
    (")", TokenKind::RParen),
    ("{", TokenKind::LBrace),
    ("}", TokenKind::RBrace),
    (",", TokenKind::Comma),
    ("==", TokenKind::Eq),
    ("!=", TokenKind::Ne),
    ("!", TokenKind::Not),
    ("&&", TokenKind::And),
    ("||", TokenKind::Or),
];

/// The operators that are words, which may follow a label.
const OPERATOR_WORDS: [(&[&str], TokenKind); 5] = [
    (&["contains"], TokenKind::Contains),
    (&["starts", "with"], TokenKind::StartsWith),
    (&["ends", "with"], TokenKind::EndsWith),
    (&["not", "in"], TokenKind::NotIn),
    (&["in"], TokenKind::In),
];

/// The tokens of a selector, without a token for the end of the text.
pub(super) fn tokenize(text: &str) -> Result<Vec<Token<'_>>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut rest = skip_blanks(text);
    while !rest.is_empty() {
        let (token, after) =
            cut_token(text, rest, &tokens).map_err(|error| diagnose::prefer_escaped_quote(error, &tokens))?;
        tokens.push(token);
        rest = skip_blanks(after);
    }
    Ok(tokens)
}

/// Splits the next token from `rest`, which is an end of `text` and does not begin with a blank.
fn cut_token<'a>(text: &'a str, rest: &'a str, tokens: &[Token]) -> Result<(Token<'a>, &'a str), SyntaxError> {
    for (sign, kind) in SIGNS {
        if let Some(after) = rest.strip_prefix(sign) {
            return Ok((Token::plain(kind, between(text, rest, after)), after));
        }
    }
    for quote in ['"', '\''] {
        if let Some(inside) = rest.strip_prefix(quote) {
            return cut_string(text, rest, inside, quote).ok_or_else(|| diagnose::unterminated_string(text, rest));
        }
    }
    if rest.starts_with(['=', '&', '|']) {
        return Err(diagnose::single_sign(text, rest));
    }
    match tokens.last() {
        Some(label) if label.kind == TokenKind::Label => {
            cut_operator(text, rest).ok_or_else(|| diagnose::after_label(text, rest, label, tokens))
        }
        _ => cut_operand(text, rest, tokens),
    }
}

/// A string: anything up to the next quote of the same kind. There are no escapes.
fn cut_string<'a>(text: &'a str, rest: &'a str, inside: &'a str, quote: char) -> Option<(Token<'a>, &'a str)> {
    let (value, after) = inside.split_once(quote)?;
    let start = offset(text, inside);
    let token = Token {
        kind: TokenKind::StringLiteral,
        value,
        value_range: start..start + value.len(),
        range: between(text, rest, after),
    };
    Some((token, after))
}

/// An operator after a label, with the blanks that Calico skips with it.
fn cut_operator<'a>(text: &'a str, rest: &'a str) -> Option<(Token<'a>, &'a str)> {
    OPERATOR_WORDS.iter().find_map(|(words, kind)| {
        let after = cut_words(rest, words)?;
        if after.starts_with(is_label_character) {
            return None;
        }
        Some((Token::plain(*kind, between(text, rest, after)), after))
    })
}

/// `has(label)`, `all()`, `global()`, or a label. The parenthesis must follow the word without a blank.
fn cut_operand<'a>(text: &'a str, rest: &'a str, tokens: &[Token]) -> Result<(Token<'a>, &'a str), SyntaxError> {
    if let Some(inside) = rest.strip_prefix("has(") {
        let (label, inside) = cut_label(text, skip_blanks(inside), tokens)?;
        let after = cut_closing(text, "has", rest, inside)?;
        let token = Token { kind: TokenKind::Has, range: between(text, rest, after), ..label };
        return Ok((token, after));
    }
    for (function, kind) in [("all", TokenKind::All), ("global", TokenKind::Global)] {
        let inside = rest.strip_prefix(function);
        if let Some(inside) = inside.and_then(|inside| inside.strip_prefix('(')) {
            let after = cut_closing(text, function, rest, inside)?;
            return Ok((Token::plain(kind, between(text, rest, after)), after));
        }
    }
    cut_label(text, rest, tokens)
}

fn cut_label<'a>(text: &'a str, rest: &'a str, tokens: &[Token]) -> Result<(Token<'a>, &'a str), SyntaxError> {
    let (value, after) = cut_name(rest);
    let range = between(text, rest, after);
    if value.is_empty() {
        return Err(diagnose::expected_label(text, rest, tokens));
    }
    if value.len() > MAX_LABEL_LENGTH {
        return Err(diagnose::label_too_long(value, range));
    }
    let token = Token { kind: TokenKind::Label, value, value_range: range.clone(), range };
    Ok((token, after))
}

/// Splits the `)` of a function from the text.
fn cut_closing<'a>(text: &str, function: &'static str, call: &str, inside: &'a str) -> Result<&'a str, SyntaxError> {
    let rest = skip_blanks(inside);
    rest.strip_prefix(')').ok_or_else(|| diagnose::unclosed_function(text, function, call, rest))
}

/// The range from the start of `rest` to the start of `after`, both ends of `text`.
fn between(text: &str, rest: &str, after: &str) -> Range<usize> {
    offset(text, rest)..offset(text, after)
}

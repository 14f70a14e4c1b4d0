//! What the parser expects and does not find, in words for the person who wrote it.

use super::fault::Fault;
use super::guess::{ALIGN, QUOTE, content_end};
use super::parser::Parser;
use super::token::TokenKind;

/// A key that is missing.
pub(super) const NO_KEY: &str = "a key is missing before this character";

/// The next token, where neither a key nor the end of a mapping is.
pub(super) fn key(parser: &mut Parser, mapping: usize) -> Box<Fault> {
    let due = "a key is due here, because the line has the indentation of the keys above";
    behind_or_beside(parser, mapping, due, "no key above has the indentation of this line")
}

/// The next token, where neither `-` nor the end of a list is.
pub(super) fn item(parser: &mut Parser, list: usize) -> Box<Fault> {
    let due = "an item with `- ` is due here, because the line has the indentation of the items above";
    behind_or_beside(parser, list, due, "no item or key above has the indentation of this line")
}

/// A token behind a complete value: on its line, or on a line of its own. `due` says what is wrong if the line has the
/// indentation of the collection, `beside` if it has not.
fn behind_or_beside(parser: &mut Parser, collection: usize, due: &'static str, beside: &'static str) -> Box<Fault> {
    let text = parser.text();
    let (next, last) = match parser.place() {
        Ok(place) => place,
        Err(fault) => return fault,
    };
    let end = content_end(text, next.start).max(next.end).min(line_end(text, next.start)).max(next.start + 1);
    let span = next.start..end.min(text.len().max(next.start + 1));
    let is_same_line = last.end <= next.start && !text[last.end..next.start].contains('\n');
    if !is_same_line {
        let column = |at: usize| at - text[..at].rfind('\n').map_or(0, |end| end + 1);
        let message = if column(next.start) == column(collection) { due } else { beside };
        return Fault::with_help(span, message, ALIGN);
    }
    let before = text.as_bytes().get(last.end.saturating_sub(1));
    let behind = text.as_bytes().get(next.start);
    if before == Some(&b']') && behind == Some(&b':') {
        let message = "`[` begins a list, and `:` follows its end";
        let written = address_with_port(text, next.start).unwrap_or("[fd00::1]:179");
        return Fault::with_help(span, message, format!("put an IPv6 address with a port in quotes: `\"{written}\"`"));
    }
    let message = match before {
        Some(b'"' | b'\'') => "a text follows the closing quote",
        Some(b']' | b'}') => "a text follows the closing bracket",
        _ => "a text follows the value",
    };
    Fault::with_help(span, message, QUOTE)
}

/// The IPv6 address in brackets before a place, with the port behind it. `None` for any other text, which no message repeats.
fn address_with_port(text: &str, colon: usize) -> Option<&str> {
    let start = text[..colon].rfind('[')?;
    let address = text[start..colon].strip_prefix('[')?.strip_suffix(']')?;
    let port = text[colon + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let is_address =
        address.contains(':') && address.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte));
    (is_address && (1..=5).contains(&port)).then(|| &text[start..colon + 1 + port])
}

fn line_end(text: &str, from: usize) -> usize {
    text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| from + end)
}

/// The next token, where a comma or the closing bracket is due.
pub(super) fn comma(parser: &mut Parser, bracket: usize) -> Box<Fault> {
    let text = parser.text();
    let closing = if text.as_bytes().get(bracket) == Some(&b'{') { '}' } else { ']' };
    let kind = match parser.peek() {
        Ok(kind) => kind.clone(),
        Err(fault) => return fault,
    };
    let (next, _) = match parser.place() {
        Ok(place) => place,
        Err(fault) => return fault,
    };
    let end = next.end.max(next.start + 1).min(line_end(text, next.start).max(next.start + 1));
    let indentation = |at: usize| {
        let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..];
        line.len() - line.trim_start_matches(' ').len()
    };
    let is_outside = text[bracket..next.start].contains('\n') && indentation(next.start) <= indentation(bracket);
    match kind {
        TokenKind::End | TokenKind::DocumentStart | TokenKind::DocumentEnd | TokenKind::Colon
            if kind != TokenKind::Colon || is_outside =>
        {
            open_bracket(text, bracket, if kind == TokenKind::Colon { "next key" } else { "end of the document" })
        }
        TokenKind::FlowSequenceEnd | TokenKind::FlowMappingEnd => {
            let open = if closing == '}' { '{' } else { '[' };
            Fault::new(next.start..end, format!("the bracket closes `{open}`, which needs `{closing}`"))
        }
        _ => {
            let message = format!("`,` or `{closing}` is missing before this text");
            Fault::with_help(next.start..end, message, "between brackets put texts with special characters in quotes")
        }
    }
}

/// A bracket that is not closed.
fn open_bracket(text: &str, bracket: usize, before: &str) -> Box<Fault> {
    let closing = if text.as_bytes().get(bracket) == Some(&b'{') { '}' } else { ']' };
    let message = format!("the bracket has no closing `{closing}` before the {before}");
    Fault::with_help(bracket..bracket + 1, message, format!("close the bracket with `{closing}`"))
}

/// The next token, where a value is due.
pub(super) fn value(parser: &mut Parser) -> Box<Fault> {
    let text = parser.text();
    let bracket = parser.bracket();
    let name = match (parser.peek(), bracket) {
        (Ok(TokenKind::End | TokenKind::DocumentStart | TokenKind::DocumentEnd), Some(bracket)) => {
            return open_bracket(text, bracket, "end of the document");
        }
        (Ok(kind), _) => kind.name(),
        (Err(fault), _) => return fault,
    };
    let (next, _) = match parser.place() {
        Ok(place) => place,
        Err(fault) => return fault,
    };
    let end = next.end.max(next.start + 1).min(text.len().max(next.start));
    let message = match name {
        Some(name) => format!("a value is missing before {name}"),
        None => "a value is missing here".to_owned(),
    };
    Fault::with_help(next.start..end, message, "put a value with special characters in quotes")
}

//! What the scanner cannot read, in words for the person who wrote it. No message repeats the text of the file, because it
//! may be a password.

use super::candidate::Candidate;
use super::cursor::Cursor;
use super::fault::Fault;
use super::token::Last;

/// What to do about a value that only looks like something else.
pub(super) const QUOTE: &str = "put the whole value in quotes";
/// What to do about an indentation that is not that of the lines around.
pub(super) const ALIGN: &str = "give the line the indentation of the lines that it belongs to";
const NO_COLON: &str = "the line has a text where a key is due: the `: ` behind the key is missing";
const ADD_COLON: &str = "write `key: value`, with a blank behind the colon";

/// The end of the word at an offset.
fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    from + rest.find(char::is_whitespace).unwrap_or(rest.len())
}

/// The end of the content of the line at an offset, without a comment.
pub(super) fn content_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let line = rest.lines().next().unwrap_or("");
    let line = line.find(" #").map_or(line, |comment| &line[..comment]);
    from + line.trim_end().len()
}

/// Nothing but a key may be at the beginning of a text, and no `:` follows it.
pub(super) fn missing_colon(cursor: &Cursor, candidate: &Candidate) -> Box<Fault> {
    let end = content_end(cursor.text(), candidate.at);
    Fault::with_help(candidate.at..end, NO_COLON, ADD_COLON)
}

/// A `:` at a place where there is no key for it.
pub(super) fn colon_out_of_place(cursor: &Cursor, last: &Last) -> Box<Fault> {
    let (text, at) = (cursor.text(), cursor.at);
    let here = || Fault::with_help(at..at + 1, "`: ` begins a value, and no key is before it", QUOTE);
    if !last.is_scalar {
        return here();
    }
    let start = last.span.start;
    if last.is_plain && start < cursor.line_start {
        let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
        if text[line_start..start].trim_matches([' ', '-']).is_empty() {
            return Fault::with_help(start..content_end(text, start), NO_COLON, ADD_COLON);
        }
        let key = cursor.line_start + text[cursor.line_start..at].bytes().take_while(|byte| *byte == b' ').count();
        let message = "a key cannot be here: the line continues the value above, because it is indented deeper";
        return Fault::with_help(key..at.max(key + 1), message, ALIGN);
    }
    if start < cursor.line_start {
        return here();
    }
    let message = "a value without quotes cannot have `: ` in it, nor `:` at its end";
    Fault::with_help(start..content_end(text, start).max(at + 1), message, QUOTE)
}

/// A `-` at a place where no list can begin.
pub(super) fn dash_out_of_place(cursor: &Cursor, last: &Last) -> Box<Fault> {
    let at = cursor.at;
    let help = match last.is_colon {
        true => "begin the list on the next line; or put the value in quotes, if it is none",
        false => QUOTE,
    };
    Fault::with_help(at..at + 1, "`- ` begins an item of a list, and no list can begin here", help)
}

/// A character that begins no token.
pub(super) fn no_token(cursor: &Cursor) -> Box<Fault> {
    let first = match cursor.peek(0) {
        b'\t' => return tab_in_indentation(cursor, None),
        byte => char::from(byte),
    };
    let end = match first {
        '-' | '#' => cursor.at + 1,
        _ => word_end(cursor.text(), cursor.at),
    };
    Fault::with_help(cursor.at..end, format!("a value without quotes cannot begin with `{first}`"), QUOTE)
}

/// A tab where only spaces may be; `text_start` is where the text began that the line would continue.
pub(super) fn tab_in_indentation(cursor: &Cursor, text_start: Option<usize>) -> Box<Fault> {
    let tabs = cursor.rest().iter().take_while(|byte| **byte == b'\t').count();
    let end = cursor.at + tabs;
    let rest = cursor.text().get(end..).unwrap_or("").lines().next().unwrap_or("").trim_start();
    let message = match rest.bytes().next() {
        None => "a tab on an empty line: YAML takes it for indentation, which must be spaces",
        Some(b'#') => "a tab before a comment: YAML takes it for indentation, which must be spaces",
        _ if text_start.is_none() && cursor.column() > 0 && !is_indentation(cursor) => {
            "a tab behind `-`, `?` or `:`, where a key or list may begin: only spaces may be there"
        }
        _ => "a tab in the indentation, which must be spaces",
    };
    Fault::with_help(cursor.at..end, message, "replace the tab with spaces")
}

/// Whether nothing but spaces and tabs is before this place on its line.
fn is_indentation(cursor: &Cursor) -> bool {
    cursor.since(cursor.line_start).bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// A document that ends inside quotes.
pub(super) fn marker_in_quotes(cursor: &Cursor, start: usize) -> Box<Fault> {
    open_quote(cursor, start)
}

/// A quote without an end.
pub(super) fn open_quote(cursor: &Cursor, start: usize) -> Box<Fault> {
    let help = match cursor.text().as_bytes().get(start) {
        Some(b'\'') => "close the text with `'`; a quote inside the text is written `''`",
        _ => "close the text with `\"`; a quote inside the text is written `\\\"`",
    };
    Fault::with_help(start..start + 1, "the text in quotes has no closing quote before the document ends", help)
}

/// A text on the line of `|` or `>`.
pub(super) fn text_behind_sign(cursor: &Cursor, start: usize) -> Box<Fault> {
    let sign = char::from(cursor.text().as_bytes().get(start).copied().unwrap_or(b'|'));
    let message = format!("`{sign}` begins a text on the lines below, and only a comment may follow on its own line");
    Fault::with_help(start..content_end(cursor.text(), start).max(start + 1), message, QUOTE)
}

/// An anchor or alias with a name that is none.
pub(super) fn bad_name(cursor: &Cursor, start: usize, is_alias: bool) -> Box<Fault> {
    let message = match is_alias {
        true => "`*` begins an alias, whose name may have only letters, digits, `-` and `_`",
        false => "`&` begins an anchor, whose name may have only letters, digits, `-` and `_`",
    };
    Fault::with_help(start..word_end(cursor.text(), start), message, QUOTE)
}

/// A text right behind a tag.
pub(super) fn text_behind_tag(cursor: &Cursor, start: usize) -> Box<Fault> {
    let message = "`!` begins a tag, which cannot have this character";
    Fault::with_help(start..word_end(cursor.text(), start), message, QUOTE)
}

/// A `%` in a tag that no hexadecimal digits follow.
pub(super) fn percent_in_tag(cursor: &Cursor, start: usize) -> Box<Fault> {
    let message = "`%` in a tag must be followed by the hexadecimal digits of a character";
    Fault::with_help(start..word_end(cursor.text(), start), message, QUOTE)
}

/// A line that begins with `%` and is no directive.
pub(super) fn percent_at_line_start(cursor: &Cursor, start: usize) -> Box<Fault> {
    let message = "`%` at the beginning of a line begins a directive, and only `%YAML 1.1` and `%TAG` are known";
    Fault::with_help(start..content_end(cursor.text(), start), message, "indent the line, or put the value in quotes")
}

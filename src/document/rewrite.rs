//! The replacement text for a scalar or an entry that leaves the YAML around it unchanged.

use super::Span;

/// The replacement that gives the scalar at `span` the value `value`, in the quotes of the old text. `None` where the file
/// does not have the value literally (a block scalar, an alias, an escape, several lines), where the value has a tag or an
/// anchor, and where the new value would need other quotes.
pub fn in_same_quotes(text: &str, span: Span, value: &str) -> Option<String> {
    match quotes(text, span)? {
        None => is_plain(value).then(|| value.to_owned()),
        Some(quote) => in_quotes(value, quote),
    }
}

/// The replacement that gives the scalar at `span` the value `value`, always in quotes. `None` as for [`in_same_quotes`].
pub fn quoted(text: &str, span: Span, value: &str) -> Option<String> {
    let quote = quotes(text, span)?.unwrap_or('"');
    in_quotes(value, quote).or_else(|| any_quotes(value))
}

/// The replacement that gives the scalar at `span` the value `value`, without quotes. `None` as for [`in_same_quotes`].
pub fn unquoted(text: &str, span: Span, value: &str) -> Option<String> {
    quotes(text, span)?;
    is_plain(value).then(|| value.to_owned())
}

/// The value in quotes without an escape, in double quotes if possible.
pub fn any_quotes(value: &str) -> Option<String> {
    in_quotes(value, '"').or_else(|| in_quotes(value, '\''))
}

/// The span to delete in order to remove an entry from a mapping: the line of a block mapping, or the text with a comma
/// between braces. `None` where key and value are on different lines, or the mapping would be empty.
pub fn entry(text: &str, key: Span, value: Span) -> Option<Span> {
    let whole = Span { start: key.start, end: value.end };
    if whole.slice(text).contains('\n') || quotes(text, value).is_none() {
        return None;
    }
    let (start, end) = (whole.start as usize, whole.end as usize);
    let before = text.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let indent = &before[line_start..];
    let after = text.get(end..)?;
    let rest_of_line = after.split_inclusive('\n').next().unwrap_or("");
    let is_comment =
        |rest: &str| rest.trim().is_empty() || rest.starts_with([' ', '\t']) && rest.trim().starts_with('#');
    if indent.bytes().all(|byte| byte == b' ') && is_comment(rest_of_line) {
        let is_neighbor = |line: Option<&str>| {
            let inside = line.and_then(|line| line.strip_prefix(indent)).unwrap_or("");
            !inside.is_empty() && !inside.starts_with([' ', '-', '#', '\r', '}', ']'])
        };
        let next = after.get(rest_of_line.len()..).and_then(|rest| rest.lines().next());
        let has_neighbor = is_neighbor(before[..line_start].lines().next_back()) || is_neighbor(next);
        // Between braces the comma is deleted with the line.
        let is_between_braces = before[..line_start].trim_end().ends_with([',', '{']);
        if !is_between_braces {
            return has_neighbor.then(|| Span::new(line_start, end + rest_of_line.len()));
        }
    }
    between_braces(before, after, start, end)
}

/// The text of an entry between braces, with one of the commas around the entry.
fn between_braces(before: &str, after: &str, start: usize, end: usize) -> Option<Span> {
    let (head, tail) = (before.trim_end(), after.trim_start());
    if let Some(rest) = tail.strip_prefix(',').filter(|_| head.ends_with(['{', ','])) {
        let next = rest.trim_start();
        return (!next.starts_with('#')).then(|| Span::new(start, end + after.len() - next.len()));
    }
    (head.ends_with(',') && tail.starts_with('}')).then(|| Span::new(head.len() - 1, end))
}

/// The quotes of the scalar at `span`; `Some(None)` for a plain scalar. `None` where the file does not have the value
/// literally.
fn quotes(text: &str, span: Span) -> Option<Option<char>> {
    let written = span.slice(text);
    let before = text.get(..span.start as usize)?;
    let token = before.trim_end().rsplit([' ', '\t', '\n', ',', '{', '[']).next().unwrap_or("");
    if written.contains(['\n', '\r']) || token.starts_with(['&', '!']) {
        return None;
    }
    let first = written.chars().next()?;
    match first {
        '"' | '\'' => {
            let inside = written.strip_prefix(first)?.strip_suffix(first)?;
            (!inside.contains([first, '\\'])).then_some(Some(first))
        }
        '|' | '>' | '*' | '&' | '!' | '{' | '[' | '%' | '@' | '`' => None,
        _ => Some(None),
    }
}

fn in_quotes(value: &str, quote: char) -> Option<String> {
    let is_exact = !value.contains([quote, '\\']) && !value.chars().any(char::is_control);
    is_exact.then(|| format!("{quote}{value}{quote}"))
}

/// Whether a value needs no quotes anywhere, not even inside brackets.
fn is_plain(value: &str) -> bool {
    let is_safe = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '/' | ':' | '-' | '_');
    value.chars().all(is_safe) && value.starts_with(|c: char| c.is_ascii_alphanumeric()) && !value.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span_of(text: &str, part: &str) -> Span {
        let start = text.find(part).expect("the part is there");
        Span::new(start, start + part.len())
    }

    #[test]
    fn a_scalar_keeps_its_quotes_and_gets_some_where_it_needs_them() {
        let table = [
            ("a: 1", "1", "2", Some("2"), Some("\"2\""), Some("2")),
            ("a: \"1\"", "\"1\"", "2", Some("\"2\""), Some("\"2\""), Some("2")),
            ("a: '1'", "'1'", "[::]:179", Some("'[::]:179'"), Some("'[::]:179'"), None),
            ("a: ::", "::", "[::]:179", None, Some("\"[::]:179\""), None),
            ("a: !x", "!x", "2", None, None, None),
            ("a: &b 1", "1", "2", None, None, None),
            ("a: !!str 1", "1", "2", None, None, None),
            ("[&b 1]", "1", "2", None, None, None),
            ("a: *b", "*b", "2", None, None, None),
            ("a: |\n  1\n", "|\n  1\n", "2", None, None, None),
            ("a: \"\\x31\"", "\"\\x31\"", "2", None, None, None),
            ("a: 'it''s'", "'it''s'", "2", None, None, None),
        ];
        for (text, part, value, same, with, without) in table {
            let span = span_of(text, part);
            assert_eq!(in_same_quotes(text, span, value).as_deref(), same, "{text}");
            assert_eq!(quoted(text, span, value).as_deref(), with, "{text}");
            assert_eq!(unquoted(text, span, value).as_deref(), without, "{text}");
        }
        assert_eq!(any_quotes("a == 'b'").as_deref(), Some("\"a == 'b'\""));
        assert_eq!(any_quotes("a == \"b\"").as_deref(), Some("'a == \"b\"'"));
        assert_eq!(any_quotes("a == \"b\" || a == 'c'"), None);
    }

    #[test]
    fn an_entry_goes_with_its_line_or_its_comma() {
        let table = [
            ("a:\n  b: 1\n  c: 2 # why\nd: 3\n", "c", "2", Some("a:\n  b: 1\nd: 3\n")),
            ("a:\n  c: 2\n  b: 1\n", "c", "2", Some("a:\n  b: 1\n")),
            ("a:\n  c: 2\nd: 3\n", "c", "2", None),
            ("- c: 2\n  b: 1\n", "c", "2", None),
            ("{b: 1, c: 2}", "c", "2", Some("{b: 1}")),
            ("{c: 2, b: 1}", "c", "2", Some("{b: 1}")),
            ("{c: 2}", "c", "2", None),
            ("{\n  \"b\": 1,\n  \"c\": 2\n}", "\"c\"", "2", Some("{\n  \"b\": 1\n}")),
            ("{\n  \"c\": 2,\n  \"b\": 1\n}", "\"c\"", "2", Some("{\n  \"b\": 1\n}")),
            ("a:\n  b: 1\n  c:\n    2\n", "c", "2", None),
        ];
        for (text, key, value, expected) in table {
            let found = entry(text, span_of(text, key), span_of(text, value));
            let left = found.map(|span| [&text[..span.start as usize], &text[span.end as usize..]].concat());
            assert_eq!(left.as_deref(), expected, "{text}");
        }
    }
}

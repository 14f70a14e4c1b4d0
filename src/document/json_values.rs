//! JSON as kubectl reads it: text → events, and where a value ends.

use std::ops::Range;

use super::SyntaxProblem;
use super::build::Builder;
use super::tree::Quoting;
use super::yaml::{Event, Fault, ScalarText};

/// The deepest nesting that kubectl allows.
const MAX_DEPTH: usize = 10_000;

/// What is due next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Value,
    /// An item or `]`.
    FirstItem,
    /// A key or `}`.
    FirstKey,
    Key,
    /// A comma or the closing bracket; nothing behind the outermost value.
    Next,
}

/// Reads one JSON value.
pub(super) struct JsonParser<'t> {
    text: &'t str,
    /// The offset of the next byte.
    pub at: usize,
    /// The open brackets.
    open: Vec<u8>,
    due: Due,
    /// Whether the last event was a key.
    was_key: bool,
}

/// Reads a text that is one JSON value into a tree.
pub(super) fn read_json(text: &str, builder: &mut Builder) -> Result<(), SyntaxProblem> {
    let mut parser = JsonParser::new(text, 0);
    while let Some(event) = parser.next().map_err(|fault| builder.problem(&fault))? {
        builder.take(text, event)?;
    }
    Ok(())
}

/// The place of the JSON value at or behind an offset.
pub(super) fn json_value(text: &str, from: usize) -> Result<Range<usize>, Box<Fault>> {
    let mut parser = JsonParser::new(text, from);
    parser.skip_blanks();
    let start = parser.at;
    while parser.next()?.is_some() {}
    Ok(start..parser.at)
}

impl<'t> JsonParser<'t> {
    /// A parser of the value at or behind an offset.
    pub fn new(text: &'t str, from: usize) -> JsonParser<'t> {
        JsonParser { text, at: from, open: Vec::new(), due: Due::Value, was_key: false }
    }

    /// How many brackets are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the last event was a key.
    pub fn was_key(&self) -> bool {
        self.was_key
    }

    /// The next event; `None` behind the value.
    ///
    /// # Errors
    /// The first place that is not JSON.
    pub fn next(&mut self) -> Result<Option<Event>, Box<Fault>> {
        self.was_key = false;
        loop {
            if self.due == Due::Next && self.open.is_empty() {
                return Ok(None);
            }
            self.skip_blanks();
            let next = self.peek();
            match (self.due, next) {
                (Due::Value, _) => return self.value(next).map(Some),
                (Due::FirstItem, Some(b']')) | (Due::FirstKey, Some(b'}')) => return Ok(Some(self.end())),
                (Due::FirstItem, _) => self.due = Due::Value,
                (Due::FirstKey, _) => self.due = Due::Key,
                (Due::Key, Some(b'"')) => return self.key().map(Some),
                (Due::Key, _) => return Err(self.fault("JSON needs a key in double quotes here")),
                (Due::Next, Some(b',')) => {
                    self.at += 1;
                    self.due = if self.open.last() == Some(&b'{') { Due::Key } else { Due::Value };
                }
                (Due::Next, Some(b'}')) if self.open.last() == Some(&b'{') => return Ok(Some(self.end())),
                (Due::Next, Some(b']')) if self.open.last() == Some(&b'[') => return Ok(Some(self.end())),
                (Due::Next, _) => {
                    let is_object = self.open.last() == Some(&b'{');
                    let message = if is_object {
                        "`,` or `}` is missing before this text"
                    } else {
                        "`,` or `]` is missing before this text"
                    };
                    return Err(self.fault(message));
                }
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    /// A mistake at the next character, or at the end of the text.
    fn fault(&self, message: &'static str) -> Box<Fault> {
        let rest = self.text.get(self.at..).unwrap_or("");
        match rest.chars().next() {
            None => {
                let end = self.text.trim_end().len();
                let last = self.text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
                Fault::new(last..end, "the JSON ends too early: a quote or bracket is not closed")
            }
            Some('"') => Fault::new(self.at..self.at + 1, message),
            Some(first) if !first.is_alphanumeric() => Fault::new(self.at..self.at + first.len_utf8(), message),
            Some(_) => {
                let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
                Fault::new(self.at..self.at + length, message)
            }
        }
    }

    fn end(&mut self) -> Event {
        self.open.pop();
        self.at += 1;
        self.due = Due::Next;
        Event::End { span: Some(self.at - 1..self.at) }
    }

    fn key(&mut self) -> Result<Event, Box<Fault>> {
        let key = self.string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.fault("`:` is missing behind the key"));
        }
        self.at += 1;
        self.due = Due::Value;
        self.was_key = true;
        Ok(key)
    }

    fn value(&mut self, first: Option<u8>) -> Result<Event, Box<Fault>> {
        let start = self.at;
        self.due = Due::Next;
        match first {
            Some(bracket @ (b'{' | b'[')) => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(self.fault("the JSON nests deeper than 10,000 levels"));
                }
                self.open.push(bracket);
                self.at += 1;
                self.due = if bracket == b'{' { Due::FirstKey } else { Due::FirstItem };
                let span = start..self.at;
                Ok(Event::Begin { is_mapping: bracket == b'{', is_flow: true, span, properties: None })
            }
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                Ok(self.plain(start))
            }
            _ => {
                let rest = &self.text[start..];
                let Some(word) = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word)) else {
                    return Err(self.fault("JSON needs a value here; a text needs double quotes"));
                };
                self.at += word.len();
                Ok(self.plain(start))
            }
        }
    }

    fn plain(&self, start: usize) -> Event {
        let span = start..self.at;
        Event::Scalar { quoting: Quoting::Plain, text: ScalarText::Written, span, properties: None }
    }

    fn number(&mut self) -> Result<(), Box<Fault>> {
        self.at += usize::from(self.peek() == Some(b'-'));
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Box<Fault>> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        match rest.iter().take_while(|byte| byte.is_ascii_digit()).count() {
            0 => Err(self.fault("a number in JSON needs a digit here")),
            count => {
                self.at += count;
                Ok(())
            }
        }
    }

    fn string(&mut self) -> Result<Event, Box<Fault>> {
        let start = self.at;
        self.at += 1;
        let mut decoded: Option<String> = None;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
            let count = rest.iter().take_while(|byte| **byte >= b' ' && !matches!(byte, b'"' | b'\\')).count();
            if let Some(decoded) = &mut decoded {
                decoded.push_str(&self.text[self.at..self.at + count]);
            }
            self.at += count;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let before = self.text[start + 1..self.at].to_owned();
                    let character = self.escape()?;
                    decoded.get_or_insert(before).push(character);
                }
                Some(_) => {
                    return Err(self.fault("a text in JSON cannot have a line end, a tab or another control character"));
                }
                None => return Err(self.fault("")),
            }
        }
        self.at += 1;
        let text = decoded.map_or(ScalarText::Inside, |text| ScalarText::Decoded(text.into()));
        Ok(Event::Scalar { quoting: Quoting::Quoted, text, span: start..self.at, properties: None })
    }

    /// The character that an escape stands for.
    fn escape(&mut self) -> Result<char, Box<Fault>> {
        self.at += 1;
        let character = match self.peek() {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'u') => {
                let first = self.unit()?;
                let is_pair = (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u");
                if !is_pair {
                    return Ok(char::from_u32(first).unwrap_or('\u{fffd}'));
                }
                let after_first = self.at;
                self.at += 1;
                let second = self.unit()?;
                if (0xdc00..0xe000).contains(&second) {
                    let point = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                    return Ok(char::from_u32(point).unwrap_or('\u{fffd}'));
                }
                // The second escape is a character of its own.
                self.at = after_first;
                return Ok('\u{fffd}');
            }
            _ => return Err(self.fault("JSON has no such escape")),
        };
        self.at += 1;
        Ok(character)
    }

    /// The number of an escape `\u` with four hexadecimal digits; the next byte is the `u`.
    fn unit(&mut self) -> Result<u32, Box<Fault>> {
        let hex =
            self.text.get(self.at + 1..self.at + 5).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(unit) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
            return Err(self.fault("an escape in JSON needs four hexadecimal digits"));
        };
        self.at += 5;
        Ok(unit)
    }
}

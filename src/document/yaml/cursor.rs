//! A place in a text: the characters ahead, the line and the column.

use std::ops::Range;

/// A place in a text. Columns count bytes from the start of the line: all that may stand before an indented value on its
/// line is ASCII.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    /// The offset of the next byte.
    pub at: usize,
    /// The offset of the first byte of the line.
    pub line_start: usize,
}

impl<'t> Cursor<'t> {
    /// The start of a text. `begins_file` says whether the text may begin with a byte order mark, which counts as nothing.
    pub fn new(text: &'t str, begins_file: bool) -> Cursor<'t> {
        let mark = if begins_file && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Cursor { text, at: mark, line_start: mark }
    }

    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The byte so far ahead; zero beyond the end of the text, which has no such byte.
    pub fn peek(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The bytes ahead.
    pub fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or(&[])
    }

    /// The text from a place to here.
    pub fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or("")
    }

    /// The column of the next byte.
    pub fn column(&self) -> usize {
        self.at - self.line_start
    }

    /// Whether the text ends here.
    pub fn is_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Whether there is a space or tab so far ahead.
    pub fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), b' ' | b'\t')
    }

    /// The number of bytes of the line end so far ahead; zero where there is none.
    pub fn line_end(&self, ahead: usize) -> usize {
        line_end(self.text.as_bytes(), self.at + ahead)
    }

    /// Whether the line, or the text, ends so far ahead.
    pub fn is_line_end(&self, ahead: usize) -> bool {
        self.peek(ahead) == 0 || self.line_end(ahead) > 0
    }

    /// Whether there is a blank, or the end of the line or text, so far ahead.
    pub fn is_gap(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_line_end(ahead)
    }

    /// Moves over the line end ahead, and gives what stands for it in a value. `None` where there is no line end.
    pub fn take_line_end(&mut self) -> Option<&'static str> {
        let length = self.line_end(0);
        let value = match self.text.as_bytes().get(self.at..self.at + length)? {
            [] => return None,
            [0xe2, 0x80, 0xa8] => "\u{2028}",
            [0xe2, 0x80, 0xa9] => "\u{2029}",
            _ => "\n",
        };
        self.at += length;
        self.line_start = self.at;
        Some(value)
    }

    /// Moves over the blanks ahead.
    pub fn skip_blanks(&mut self) {
        self.at += self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// Moves over a comment ahead, up to the end of the line.
    pub fn skip_comment(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.peek(0) != b'#' {
            return None;
        }
        while !self.is_line_end(0) {
            self.at += 1;
        }
        Some(start..self.at)
    }

    /// Whether a line begins here with a marker that begins (`---`) or ends (`...`) a document.
    pub fn is_document_marker(&self) -> bool {
        self.column() == 0 && (self.rest().starts_with(b"---") || self.rest().starts_with(b"...")) && self.is_gap(3)
    }

    /// Moves over the rest of the character whose first byte was passed.
    pub fn finish_character(&mut self) {
        while self.at < self.text.len() && !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }
}

/// The number of bytes of the line end at an offset; zero where there is none. kubectl reads lines before it reads YAML, and
/// takes one carriage return away before each line feed.
fn line_end(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'\n') => 1,
        Some(b'\r') => match bytes.get(at + 1..) {
            Some([b'\n', ..]) => 2,
            Some([b'\r', b'\n', ..]) => 3,
            _ => 1,
        },
        Some(0xc2) if bytes.get(at + 1) == Some(&0x85) => 2,
        Some(0xe2) if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])) => 3,
        _ => 0,
    }
}

/// The first character that YAML allows nowhere, not even in quotes or comments.
pub(in crate::document) fn forbidden_character(text: &str) -> Option<(usize, char)> {
    // Bytes that begin such a character, or one like it.
    let may_begin =
        |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || matches!(byte, 0x7f | 0xc2 | 0xef);
    let is_forbidden = |c: &char| match c {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        c => c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'),
    };
    let mut from = 0;
    while let Some(found) = text.as_bytes()[from..].iter().position(may_begin) {
        let at = from + found;
        match text[at..].chars().next() {
            Some(c) if is_forbidden(&c) => return Some((at, c)),
            Some(c) => from = at + c.len_utf8(),
            None => return None,
        }
    }
    None
}

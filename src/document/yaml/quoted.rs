//! Texts in single or double quotes.

use super::fault::{Fault, Scan};
use super::guess;
use super::scanner::Scanner;
use super::token::ScalarText;

impl Scanner<'_> {
    /// Moves over a text in quotes. Its lines may begin at any column.
    pub(super) fn quoted(&mut self) -> Scan<ScalarText> {
        let start = self.cursor.at;
        let quote = self.cursor.peek(0);
        self.cursor.at += 1;
        let is_inside =
            |byte: &&u8| **byte != quote && **byte >= b' ' && byte.is_ascii() && (**byte != b'\\' || quote == b'\'');
        self.cursor.at += self.cursor.rest().iter().take_while(is_inside).count();
        if self.cursor.peek(0) == quote && !(quote == b'\'' && self.cursor.peek(1) == quote) {
            self.cursor.at += 1;
            return Ok(ScalarText::Inside);
        }
        self.cursor.at = start + 1;
        let decoded = self.decoded(quote, start)?;
        Ok(match self.cursor.text().get(start + 1..self.cursor.at - 1) {
            Some(written) if *written == decoded => ScalarText::Inside,
            _ => ScalarText::Decoded(decoded.into()),
        })
    }

    /// Moves over the rest of a text with escapes, line ends or letters beyond ASCII, and gives its value.
    fn decoded(&mut self, quote: u8, start: usize) -> Scan<String> {
        let mut value = String::new();
        loop {
            if self.cursor.is_document_marker() {
                return Err(guess::marker_in_quotes(&self.cursor, start));
            }
            if self.cursor.is_end() {
                return Err(guess::open_quote(&self.cursor, start));
            }
            let is_folded = self.word(quote, &mut value)?;
            if self.cursor.peek(0) == quote {
                self.cursor.at += 1;
                return Ok(value);
            }
            self.fold(is_folded, &mut value);
        }
    }

    /// Adds the characters up to a blank, a line end or the closing quote. Gives whether the word ends with an escaped line
    /// end.
    fn word(&mut self, quote: u8, value: &mut String) -> Scan<bool> {
        while !self.cursor.is_gap(0) {
            let byte = self.cursor.peek(0);
            if byte == quote && quote == b'\'' && self.cursor.peek(1) == quote {
                value.push('\'');
                self.cursor.at += 2;
            } else if byte == quote {
                break;
            } else if byte == b'\\' && quote == b'"' {
                self.cursor.at += 1;
                if self.cursor.take_line_end().is_some() {
                    return Ok(true);
                }
                value.push(self.escape()?);
            } else {
                let from = self.cursor.at;
                self.cursor.at += 1;
                self.cursor.finish_character();
                value.push_str(self.cursor.since(from));
            }
        }
        Ok(false)
    }

    /// Adds the blanks and line ends between two words: a single line end becomes a space.
    fn fold(&mut self, mut is_folded: bool, value: &mut String) {
        let from = self.cursor.at;
        self.cursor.skip_blanks();
        let blanks = self.cursor.since(from);
        let mut first = None;
        let mut more = String::new();
        while let Some(line_end) = self.cursor.take_line_end() {
            match first {
                None if !is_folded => first = Some(line_end),
                _ => more.push_str(line_end),
            }
            is_folded = true;
            self.cursor.skip_blanks();
        }
        match first {
            _ if !is_folded => value.push_str(blanks),
            Some("\n") if more.is_empty() => value.push(' '),
            Some("\n") => value.push_str(&more),
            other => {
                value.push_str(other.unwrap_or(""));
                value.push_str(&more);
            }
        }
    }

    /// The character of an escape; the backslash was passed.
    fn escape(&mut self) -> Scan<char> {
        let start = self.cursor.at - 1;
        let letter = self.cursor.peek(0);
        self.cursor.at += usize::from(!self.cursor.is_end());
        Ok(match letter {
            b'0' => '\0',
            b'a' => '\u{7}',
            b'b' => '\u{8}',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\u{b}',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'e' => '\u{1b}',
            b' ' => ' ',
            b'"' => '"',
            b'\'' => '\'',
            b'\\' => '\\',
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            b'x' => return self.code_point(start, 2),
            b'u' => return self.code_point(start, 4),
            b'U' => return self.code_point(start, 8),
            _ => {
                self.cursor.finish_character();
                let written = self.cursor.since(start).trim_end().to_owned();
                return Err(Fault::with_help(
                    start..start + written.len(),
                    format!("`{written}` is not an escape that YAML knows in double quotes"),
                    "use single quotes, or write `\\\\` for a backslash",
                ));
            }
        })
    }

    /// The character of an escape with hexadecimal digits.
    fn code_point(&mut self, start: usize, digits: usize) -> Scan<char> {
        let are_hex = |digits: &&str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hex = self.cursor.text().get(self.cursor.at..self.cursor.at + digits).filter(are_hex);
        let Some(hex) = hex else {
            let span = start..self.cursor.at;
            return Err(Fault::new(span, format!("{digits} hexadecimal digits must follow the escape")));
        };
        self.cursor.at += digits;
        let value = u32::from_str_radix(hex, 16).unwrap_or(u32::MAX);
        char::from_u32(value)
            .ok_or_else(|| Fault::new(start..self.cursor.at, "the escape stands for no Unicode character"))
    }
}

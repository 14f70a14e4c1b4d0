//! Texts without quotes.

use std::ops::Range;

use super::fault::Scan;
use super::guess;
use super::scanner::Scanner;
use super::token::ScalarText;

impl Scanner<'_> {
    /// Moves over a text without quotes. It goes on over lines that begin right of the collection that it is in.
    pub(super) fn plain(&mut self) -> Scan<(ScalarText, Range<usize>)> {
        let start = self.cursor.at;
        let least_column = self.least_column();
        // The value so far, once it differs from what is written.
        let mut value: Option<String> = None;
        let mut end = start;
        let mut line_ends: Option<LineEnds> = None;
        while !self.cursor.is_document_marker() && self.cursor.peek(0) != b'#' {
            let from = self.cursor.at;
            self.words();
            if self.cursor.at > from {
                if let Some(line_ends) = line_ends.take() {
                    let value = value.get_or_insert_with(|| self.cursor.text()[start..end].to_owned());
                    value.push_str(line_ends.folded());
                    value.push_str(&line_ends.more);
                    value.push_str(self.cursor.since(from));
                }
                end = self.cursor.at;
            }
            if !self.cursor.is_gap(0) || self.cursor.is_end() {
                break;
            }
            line_ends = self.line_ends(start, least_column)?.or(line_ends);
            if !self.is_in_brackets() && self.cursor.column() < least_column {
                break;
            }
        }
        // The next line may begin with a key.
        self.may_begin_key = line_ends.is_some();
        Ok((value.map_or(ScalarText::Written, |value| ScalarText::Decoded(value.into())), start..end))
    }

    /// Moves over the characters of the line that belong to the text. The blanks at its end are not passed.
    fn words(&mut self) {
        let bytes = self.cursor.rest();
        let is_in_brackets = self.is_in_brackets();
        let mut length = 0;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' => {
                    at += 1;
                    // A comment needs a blank before it.
                    if bytes.get(at) == Some(&b'#') {
                        break;
                    }
                    continue;
                }
                b'\n' | b'\r' => break,
                b':' if self.cursor.is_gap(at + 1) => break,
                b',' | b'?' | b'[' | b']' | b'{' | b'}' if is_in_brackets => break,
                0xc2 | 0xe2 if self.cursor.is_line_end(at) => break,
                _ => {}
            }
            at += 1;
            length = at;
        }
        self.cursor.at += length;
    }

    /// Moves over the blanks and line ends behind a part of the text. `None` where the line does not end.
    fn line_ends(&mut self, start: usize, least_column: usize) -> Scan<Option<LineEnds>> {
        self.cursor.skip_blanks();
        let Some(first) = self.cursor.take_line_end() else {
            return Ok(None);
        };
        let mut more = String::new();
        loop {
            self.cursor.at += self.cursor.rest().iter().take_while(|byte| **byte == b' ').count();
            if self.cursor.peek(0) == b'\t' && self.cursor.column() < least_column {
                return Err(guess::tab_in_indentation(&self.cursor, Some(start)));
            }
            self.cursor.skip_blanks();
            match self.cursor.take_line_end() {
                Some(line_end) => more.push_str(line_end),
                None => return Ok(Some(LineEnds { first, more })),
            }
        }
    }
}

/// Line ends between two parts of a text.
struct LineEnds {
    first: &'static str,
    more: String,
}

impl LineEnds {
    /// What stands for the first in the value: a space for a single line feed.
    fn folded(&self) -> &'static str {
        match self.first {
            "\n" if self.more.is_empty() => " ",
            "\n" => "",
            other => other,
        }
    }
}

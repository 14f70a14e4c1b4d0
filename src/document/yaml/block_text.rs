//! Texts that begin with `|` (literal) or `>` (folded).

use std::ops::Range;

use super::fault::{Fault, Scan};
use super::guess;
use super::scanner::Scanner;
use super::token::ScalarText;

/// What becomes of the line ends at the end of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomping {
    /// The last line keeps its own.
    Clip,
    /// `-`: none is kept.
    Strip,
    /// `+`: all are kept.
    Keep,
}

/// What the line with the sign says.
struct Header {
    is_literal: bool,
    chomping: Chomping,
    /// The column of the text, if a digit says it.
    column: Option<usize>,
}

impl Scanner<'_> {
    /// Moves over the text and the line before it.
    pub(super) fn block_text(&mut self) -> Scan<(ScalarText, Range<usize>)> {
        let start = self.cursor.at;
        let header = self.header()?;
        let header_end = self.cursor.since(start).trim_end().len() + start;
        self.cursor.skip_blanks();
        self.comments.extend(self.cursor.skip_comment());
        if !self.cursor.is_line_end(0) {
            return Err(guess::text_behind_sign(&self.cursor, start));
        }
        if self.cursor.take_line_end().is_none() {
            return Ok((ScalarText::Decoded("".into()), start..header_end));
        }
        let mut line_ends = String::new();
        let deepest = self.empty_lines(header.column, &mut line_ends)?;
        let column = header.column.unwrap_or_else(|| deepest.max(self.least_column()).max(1));
        let first = self.cursor.at;
        let (mut value, last_line_end) = self.lines(&header, column, &mut line_ends)?;
        let has_text = self.cursor.at > first || !value.is_empty();
        if header.chomping != Chomping::Strip {
            value.push_str(last_line_end);
        }
        if header.chomping == Chomping::Keep {
            value.push_str(&line_ends);
        }
        let end = if self.cursor.is_end() { self.cursor.at } else { self.cursor.line_start };
        let span = if has_text { first..end.max(first) } else { start..header_end };
        Ok((ScalarText::Decoded(value.into()), span))
    }

    /// The signs behind `|` or `>`.
    fn header(&mut self) -> Scan<Header> {
        let mut header = Header { is_literal: self.cursor.peek(0) == b'|', chomping: Chomping::Clip, column: None };
        self.cursor.at += 1;
        for _ in 0..2 {
            match self.cursor.peek(0) {
                b'-' if header.chomping == Chomping::Clip => header.chomping = Chomping::Strip,
                b'+' if header.chomping == Chomping::Clip => header.chomping = Chomping::Keep,
                b'0' if header.column.is_none() => {
                    let at = self.cursor.at;
                    return Err(Fault::new(at..at + 1, "the indentation of a block text cannot be 0"));
                }
                digit @ b'1'..=b'9' if header.column.is_none() => {
                    header.column = Some(self.block_column().unwrap_or(0) + usize::from(digit - b'0'));
                }
                _ => break,
            }
            self.cursor.at += 1;
        }
        Ok(header)
    }

    /// The lines of the text, and the line end of the last. Leaves the ends of the empty lines behind it.
    fn lines(&mut self, header: &Header, column: usize, line_ends: &mut String) -> Scan<(String, &'static str)> {
        let mut value = String::new();
        let mut last_line_end = "";
        let mut was_deeper = false;
        while self.cursor.column() == column && !self.cursor.is_end() {
            // Lines that begin with a blank are not folded, nor the lines beside them.
            let is_deeper = self.cursor.is_blank(0);
            let is_folded = !header.is_literal && !was_deeper && !is_deeper && last_line_end == "\n";
            match is_folded {
                true if line_ends.is_empty() => value.push(' '),
                true => {}
                false => value.push_str(last_line_end),
            }
            value.push_str(line_ends);
            line_ends.clear();
            was_deeper = is_deeper;
            let from = self.cursor.at;
            while !self.cursor.is_line_end(0) {
                self.cursor.at += 1;
            }
            value.push_str(self.cursor.since(from));
            let Some(line_end) = self.cursor.take_line_end() else {
                // kubectl ends the last line of a file, if the file does not.
                last_line_end = "\n";
                break;
            };
            last_line_end = line_end;
            self.empty_lines(Some(column), line_ends)?;
        }
        Ok((value, last_line_end))
    }

    /// Moves over empty lines and the indentation of the line behind them, up to a column. Gives the deepest column reached.
    fn empty_lines(&mut self, column: Option<usize>, line_ends: &mut String) -> Scan<usize> {
        let mut deepest = 0;
        loop {
            let is_left = |at: usize| column.is_none_or(|column| at < column);
            while is_left(self.cursor.column()) && self.cursor.peek(0) == b' ' {
                self.cursor.at += 1;
            }
            deepest = deepest.max(self.cursor.column());
            if is_left(self.cursor.column()) && self.cursor.peek(0) == b'\t' {
                return Err(guess::tab_in_indentation(&self.cursor, None));
            }
            match self.cursor.take_line_end() {
                Some(line_end) => line_ends.push_str(line_end),
                None => {
                    let has_line_feed = self.cursor.text().ends_with(['\n', '\r']);
                    line_ends.push_str(if self.cursor.is_end() && !has_line_feed { "\n" } else { "" });
                    return Ok(deepest);
                }
            }
        }
    }
}

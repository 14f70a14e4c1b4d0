//! Directives: lines that begin with `%`.

use super::fault::{Fault, Scan};
use super::guess;
use super::property::is_name;
use super::scanner::Scanner;
use super::token::{TagName, TokenKind};

impl Scanner<'_> {
    /// Reads a directive with its line.
    pub(super) fn read_directive(&mut self) -> Scan<()> {
        self.leave_all()?;
        let start = self.cursor.at;
        self.cursor.at += 1;
        let length = self.cursor.rest().iter().take_while(|byte| is_name(**byte)).count();
        self.cursor.at += length;
        let kind = match self.cursor.since(start + 1) {
            "YAML" if self.cursor.is_gap(0) => self.version(start)?,
            "TAG" if self.cursor.is_gap(0) => self.tag_handle(start)?,
            _ => return Err(guess::percent_at_line_start(&self.cursor, start)),
        };
        let end = self.cursor.at;
        self.cursor.skip_blanks();
        self.comments.extend(self.cursor.skip_comment());
        if !self.cursor.is_line_end(0) {
            return Err(guess::percent_at_line_start(&self.cursor, start));
        }
        self.cursor.take_line_end();
        self.push(kind, start..end);
        Ok(())
    }

    fn version(&mut self, start: usize) -> Scan<TokenKind> {
        self.cursor.skip_blanks();
        let major = self.number(start)?;
        if self.cursor.peek(0) != b'.' {
            return Err(Fault::new(start..self.cursor.at, "the directive `%YAML` needs a version, as in `%YAML 1.1`"));
        }
        self.cursor.at += 1;
        let minor = self.number(start)?;
        Ok(TokenKind::Version { is_known: (major, minor) == (1, 1) })
    }

    /// A number of one or two digits.
    fn number(&mut self, start: usize) -> Scan<u32> {
        let from = self.cursor.at;
        self.cursor.at += self.cursor.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        match self.cursor.since(from) {
            digits if (1..=2).contains(&digits.len()) => Ok(digits.parse().unwrap_or(0)),
            _ => Err(Fault::new(start..self.cursor.at, "the directive `%YAML` needs a version, as in `%YAML 1.1`")),
        }
    }

    fn tag_handle(&mut self, start: usize) -> Scan<TokenKind> {
        let fault = |end: usize| {
            Fault::new(
                start..end,
                "the directive `%TAG` needs a handle and a prefix, as in `%TAG !e! tag:example.org,2000:`",
            )
        };
        self.cursor.skip_blanks();
        if self.cursor.peek(0) != b'!' {
            return Err(fault(self.cursor.at));
        }
        let handle = self.handle();
        let is_handle = handle == "!" || handle.len() > 1 && handle.ends_with('!');
        if !is_handle || !self.cursor.is_blank(0) {
            return Err(fault(self.cursor.at));
        }
        self.cursor.skip_blanks();
        let rest = self.tag_text(String::new(), start, true)?;
        if !self.cursor.is_gap(0) {
            return Err(fault(self.cursor.at));
        }
        Ok(TokenKind::TagHandle(Box::new(TagName { handle, rest })))
    }
}

//! What may stand before a value: anchors and tags; and aliases, which stand for a value.

use super::fault::{Fault, Scan};
use super::guess;
use super::scanner::Scanner;
use super::token::{TagName, TokenKind};

impl Scanner<'_> {
    /// Reads `&name` or `*name`.
    pub(super) fn read_anchor(&mut self) -> Scan<()> {
        self.note_candidate()?;
        self.may_begin_key = false;
        let start = self.cursor.at;
        let is_alias = self.cursor.peek(0) == b'*';
        self.cursor.at += 1;
        self.skip_name();
        let ends = |byte: u8| matches!(byte, b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if self.cursor.at == start + 1 || !(self.cursor.is_gap(0) || ends(self.cursor.peek(0))) {
            return Err(guess::bad_name(&self.cursor, start, is_alias));
        }
        self.push(if is_alias { TokenKind::Alias } else { TokenKind::Anchor }, start..self.cursor.at);
        Ok(())
    }

    /// Moves over letters, digits, `_` and `-`.
    fn skip_name(&mut self) {
        self.cursor.at += self.cursor.rest().iter().take_while(|byte| is_name(**byte)).count();
    }

    /// Reads a tag.
    pub(super) fn read_tag(&mut self) -> Scan<()> {
        self.note_candidate()?;
        self.may_begin_key = false;
        let start = self.cursor.at;
        let name = if self.cursor.peek(1) == b'<' {
            self.cursor.at += 2;
            let rest = self.tag_text(String::new(), start, true)?;
            if self.cursor.peek(0) != b'>' {
                return Err(Fault::new(start..self.cursor.at, "a tag that begins with `!<` must end with `>`"));
            }
            self.cursor.at += 1;
            TagName { handle: String::new(), rest }
        } else {
            let handle = self.handle();
            if handle.len() > 1 && handle.ends_with('!') {
                let rest = self.tag_text(String::new(), start, true)?;
                TagName { handle, rest }
            } else {
                match self.tag_text(handle[1..].to_owned(), start, false)? {
                    // The tag `!` has no handle.
                    rest if rest.is_empty() => TagName { handle: String::new(), rest: "!".to_owned() },
                    rest => TagName { handle: "!".to_owned(), rest },
                }
            }
        };
        if !self.cursor.is_gap(0) {
            return Err(guess::text_behind_tag(&self.cursor, start));
        }
        self.push(TokenKind::Tag(Box::new(name)), start..self.cursor.at);
        Ok(())
    }

    /// Moves over `!`, `!!` or `!name!`; or over the beginning of a tag, which is no handle. The next character is `!`.
    pub(super) fn handle(&mut self) -> String {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.skip_name();
        self.cursor.at += usize::from(self.cursor.peek(0) == b'!');
        self.cursor.since(start).to_owned()
    }

    /// Moves over the characters that a tag may have, and gives them behind `text`, with their escapes resolved.
    pub(super) fn tag_text(&mut self, text: String, start: usize, needs_more: bool) -> Scan<String> {
        let mut bytes = text.into_bytes();
        let from = self.cursor.at;
        loop {
            match self.cursor.peek(0) {
                b'%' => bytes.extend(self.tag_escape(start)?),
                byte if is_name(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) => {
                    bytes.push(byte);
                    self.cursor.at += 1;
                }
                _ => break,
            }
        }
        if needs_more && self.cursor.at == from {
            return Err(Fault::new(start..self.cursor.at.max(start + 1), "the tag is not complete"));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The bytes of one character, each written as `%` and two hexadecimal digits.
    fn tag_escape(&mut self, start: usize) -> Scan<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut missing = 1;
        while missing > 0 {
            let hex =
                self.cursor.text().get(self.cursor.at..self.cursor.at + 3).and_then(|text| text.strip_prefix('%'));
            let is_hex = |hex: &&str| hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            let byte = hex.filter(is_hex).and_then(|hex| u8::from_str_radix(hex, 16).ok());
            let Some(byte) = byte.filter(|byte| bytes.is_empty() || byte & 0xc0 == 0x80) else {
                return Err(guess::percent_in_tag(&self.cursor, start));
            };
            if bytes.is_empty() {
                missing = match byte {
                    0..=0x7f => 1,
                    0xc0..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf7 => 4,
                    _ => return Err(guess::percent_in_tag(&self.cursor, start)),
                };
            }
            bytes.push(byte);
            self.cursor.at += 3;
            missing -= 1;
        }
        Ok(bytes)
    }
}

/// Whether the byte may be in the name of an anchor.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

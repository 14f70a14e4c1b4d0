//! The line and column of a byte in a text, in characters or in UTF-16. No other module counts lines.

/// A byte order mark, which takes no column.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The byte, from 0.
    pub byte: usize,
}

/// The unit in which columns are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Characters (Unicode scalar values), for people, JSON and SARIF.
    Characters,
    /// UTF-16 code units, for editors (Language Server Protocol).
    Utf16,
}

/// The lines of a text. A line ends at a line feed; a carriage return before the line feed is the last character of its
/// line.
///
/// ```
/// use bgplint::position::{LineIndex, Unit};
///
/// let lines = LineIndex::new("a: ö\nb: 𝄞 c\n");
/// let position = lines.position(14);
/// assert_eq!((position.line, position.column), (2, 6));
/// assert_eq!(lines.column(14, Unit::Utf16), 7);
/// assert_eq!(lines.byte(2, 7, Unit::Utf16), Some(14));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {
    /// The length of the text in bytes.
    length: usize,
    /// Where each line begins.
    starts: Vec<u32>,
    /// The characters that take more than one byte, in the order of the text.
    wide: Vec<Wide>,
}

/// A character that takes more than one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wide {
    /// Where the character begins.
    start: u32,
    /// Where it ends.
    end: u32,
    /// How many more bytes than characters the text has up to the end of this character.
    characters: u32,
    /// The same number in UTF-16 code units.
    utf16: u32,
}

impl Wide {
    fn surplus(self, unit: Unit) -> usize {
        match unit {
            Unit::Characters => self.characters as usize,
            Unit::Utf16 => self.utf16 as usize,
        }
    }
}

impl LineIndex {
    /// Finds the lines of a text of less than 4 GiB.
    pub fn new(text: &str) -> LineIndex {
        let ends = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        let mut wide: Vec<Wide> = Vec::new();
        if !text.is_ascii() {
            let (mut characters, mut utf16) = (0, 0);
            for (start, character) in text.char_indices().filter(|(_, character)| !character.is_ascii()) {
                let length = character.len_utf8();
                let is_mark = start == 0 && character == BYTE_ORDER_MARK;
                characters += (length - usize::from(!is_mark)) as u32;
                utf16 += (length - if is_mark { 0 } else { character.len_utf16() }) as u32;
                wide.push(Wide { start: start as u32, end: (start + length) as u32, characters, utf16 });
            }
        }
        LineIndex { length: text.len(), starts, wide }
    }

    /// The number of a byte's line, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= byte).max(1)
    }

    /// Where a line begins; `None` where the text has fewer lines.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).map(|start| *start as usize)
    }

    /// The column of a byte, from 1. A byte inside a character has the column of the character.
    pub fn column(&self, byte: usize, unit: Unit) -> usize {
        let start = self.start(self.line(byte)).unwrap_or(0);
        let byte = self.wide_at(byte).map_or(byte, |wide| wide.start as usize);
        1 + (byte - self.surplus(byte, unit)).saturating_sub(start - self.surplus(start, unit))
    }

    /// The line and the column, in characters, of a byte.
    pub fn position(&self, byte: usize) -> Position {
        Position { line: self.line(byte), column: self.column(byte, Unit::Characters), byte }
    }

    /// The byte at a line and column, both from 1. A column after the end of the line is the end of the line, and a column
    /// inside a character is the beginning of the character. `None` where the text has fewer lines.
    pub fn byte(&self, line: usize, column: usize, unit: Unit) -> Option<usize> {
        let start = self.start(line)?;
        let end = self.start(line + 1).map_or(self.length, |next| next - 1);
        // Binary search for the last byte of the line whose column is not greater than the wanted column.
        let (mut least, mut most) = (start, end);
        while least < most {
            let middle = least + (most - least).div_ceil(2);
            match self.column(middle, unit) <= column {
                true => least = middle,
                false => most = middle - 1,
            }
        }
        Some(self.wide_at(least).map_or(least, |wide| wide.start as usize))
    }

    /// How many more bytes than columns come before a byte.
    fn surplus(&self, byte: usize, unit: Unit) -> usize {
        let before = self.wide.partition_point(|wide| wide.end as usize <= byte);
        before.checked_sub(1).and_then(|last| self.wide.get(last)).map_or(0, |wide| wide.surplus(unit))
    }

    /// The character of several bytes that contains a byte.
    fn wide_at(&self, byte: usize) -> Option<Wide> {
        let next = self.wide.partition_point(|wide| wide.end as usize <= byte);
        self.wide.get(next).copied().filter(|wide| wide.start as usize <= byte)
    }
}

/// The beginning of a byte's line, in a text without an index.
pub fn line_start(text: &str, byte: usize) -> usize {
    text.get(..byte).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// The end of a byte's line, before the line feed, in a text without an index.
pub fn line_end(text: &str, byte: usize) -> usize {
    text.get(byte..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| byte + length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The line and the columns, in characters and in UTF-16, of every byte that begins a character, and of the end.
    fn all(text: &str) -> Vec<(usize, usize, usize)> {
        let lines = LineIndex::new(text);
        let bytes = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
        bytes
            .map(|byte| (lines.line(byte), lines.column(byte, Unit::Characters), lines.column(byte, Unit::Utf16)))
            .collect()
    }

    #[test]
    fn columns_are_characters_or_utf16() {
        assert_eq!(all("a\nb"), [(1, 1, 1), (1, 2, 2), (2, 1, 1), (2, 2, 2)]);
        assert_eq!(all("ö𝄞c"), [(1, 1, 1), (1, 2, 2), (1, 3, 4), (1, 4, 5)]);
        assert_eq!(all(""), [(1, 1, 1)]);
    }

    #[test]
    fn a_carriage_return_belongs_to_its_line_and_a_byte_order_mark_takes_no_column() {
        assert_eq!(all("\u{feff}a\r\nb"), [(1, 1, 1), (1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 1), (2, 2, 2)]);
        let lines = LineIndex::new("\u{feff}a\r\nb");
        assert_eq!(lines.position(3), Position { line: 1, column: 1, byte: 3 });
    }

    #[test]
    fn bytes_inside_characters_and_behind_lines_are_moved_to_the_nearest_place() {
        let lines = LineIndex::new("aöb\nc");
        assert_eq!(lines.column(2, Unit::Characters), 2);
        assert_eq!([lines.byte(1, 3, Unit::Characters), lines.byte(1, 99, Unit::Utf16)], [Some(3), Some(4)]);
        assert_eq!([lines.byte(2, 2, Unit::Utf16), lines.byte(3, 1, Unit::Utf16)], [Some(6), None]);
        assert_eq!(LineIndex::new("a𝄞b").byte(1, 3, Unit::Utf16), Some(1));
    }

    #[test]
    fn the_line_around_a_byte() {
        let text = "one\ntwo\nthree";
        assert_eq!([0, 2, 3, 4, 13].map(|byte| line_start(text, byte)), [0, 0, 0, 4, 8]);
        assert_eq!([0, 2, 3, 4, 13].map(|byte| line_end(text, byte)), [3, 3, 3, 7, 13]);
    }

    proptest! {
        #[test]
        fn counting_says_the_same(text in "[a\u{e9}\u{1d11e}\r\n]{0,40}", mark in any::<bool>()) {
            let text = if mark { format!("{BYTE_ORDER_MARK}{text}") } else { text };
            let lines = LineIndex::new(&text);
            for (byte, _) in text.char_indices().filter(|(_, character)| *character != BYTE_ORDER_MARK) {
                let before = &text[..byte];
                let on_line = before.rsplit('\n').next().unwrap_or("").trim_start_matches(BYTE_ORDER_MARK);
                prop_assert_eq!(lines.line(byte), before.matches('\n').count() + 1);
                for (unit, width) in [(Unit::Characters, (|_| 1) as fn(char) -> usize), (Unit::Utf16, char::len_utf16)] {
                    let column = on_line.chars().map(width).sum::<usize>() + 1;
                    prop_assert_eq!(lines.column(byte, unit), column);
                    prop_assert_eq!(lines.byte(lines.line(byte), column, unit), Some(byte));
                }
            }
        }
    }
}

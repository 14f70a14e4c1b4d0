//! JSON as it is written for programs: a CI runner, which takes `##[` for a command, and terminals read the output too.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::visible::is_hidden;

/// Writes a value on several lines, with a line end behind it.
///
/// # Errors
/// The output cannot be written.
pub fn write_pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

/// Writes a value on one line, with a line end behind it.
///
/// # Errors
/// The output cannot be written.
pub fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

/// The text of a value on several lines.
///
/// # Errors
/// None for a value of text, numbers and lists.
pub fn pretty(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = Vec::new();
    write_pretty(value, &mut text).map_err(serde_json::Error::io)?;
    String::from_utf8(text).map_err(|error| serde_json::Error::io(io::Error::other(error)))
}

fn write(value: &impl Serialize, formatter: impl Formatter, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, NoCommands(formatter));
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// The text with an escape for each hidden character. YAML does not read the two escapes that a character beyond U+FFFF
/// takes, and no such character is a command.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_escaped = |sign: char| is_hidden(sign) && sign <= '\u{ffff}';
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let written = |sign: char| match is_escaped(sign) {
        true => format!("\\u{:04x}", u32::from(sign)),
        false => sign.to_string(),
    };
    Cow::Owned(text.chars().map(written).collect())
}

/// A formatter that writes characters that a reader does not see, and the second sign of `##[`, as escapes, which every
/// reader of JSON undoes.
struct NoCommands<F>(F);

impl<F: Formatter> Formatter for NoCommands<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let is_plain = |byte: u8| byte.is_ascii() && byte != b'#' && byte != 0x7f;
        match fragment.bytes().all(is_plain) {
            true => out.write_all(fragment.as_bytes()),
            false => out.write_all(escaped(&fragment.replace("##[", "#\\u0023[")).as_bytes()),
        }
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_escaped_and_read_as_it_was() {
        let text = pretty(&["##[error]x", "a ## [b"]).expect("it is written");
        assert!(!text.contains("##["), "{text}");
        let read: Vec<String> = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(read, ["##[error]x", "a ## [b"]);
    }

    #[test]
    fn hidden_characters_are_escaped_and_read_as_they_were() {
        let texts = ["a\u{1b}b", "\u{7f}", "\u{9b}31m", "\u{202e}x\u{2028}", "\u{feff}é", "\u{1fffe}"];
        let text = pretty(&texts).expect("it is written");
        assert!(!text.contains(|sign| is_hidden(sign) && !matches!(sign, '\n' | '\u{1fffe}')), "{text:?}");
        let read: Vec<String> = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(read, texts);
    }
}

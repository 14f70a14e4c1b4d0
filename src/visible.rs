//! Makes text from manifests safe for a terminal.

use std::borrow::Cow;

/// The text with visible signs in place of control characters and of characters that change the reading direction.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(COMMAND) && text.chars().all(|character| !is_hidden(character)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(sign).collect::<String>().replace(COMMAND, NO_COMMAND))
}

/// What a CI runner takes for the beginning of a command, wherever it is in a line.
const COMMAND: &str = "##[";
/// What is shown in place of [`COMMAND`].
const NO_COMMAND: &str = "##⟦";

/// The sign for one character.
pub(crate) fn sign(character: char) -> char {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32).unwrap_or('␦'),
        '\u{7f}' => '␡',
        _ if is_hidden(character) => '␦',
        _ => character,
    }
}

/// Whether a reader does not see the character, or sees it change the text around it.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}'..='\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
        // The last two of each plane are no characters, and XML does not hold them.
        || character as u32 & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(visible("plain é"), "plain é");
        assert_eq!(visible("a\u{1b}[31mb\r\n"), "a␛[31mb␍␊");
        assert_eq!(visible("a\u{202e}b\u{85}"), "a␦b␦");
    }
}

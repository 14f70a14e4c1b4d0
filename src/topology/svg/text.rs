//! How much room text takes, estimated: no font is read.

/// The size of the text in boxes.
pub const FONT: f64 = 12.0;
/// From one line of a box to the next.
pub const LINE: f64 = 15.0;
/// The size of the text on lines.
pub const LABEL_FONT: f64 = 10.0;

/// The width of a text, on the wide side, so that it stays inside its box whatever the font.
pub fn width(text: &str, font: f64) -> f64 {
    text.chars().map(share_of_font).sum::<f64>() * font
}

fn share_of_font(letter: char) -> f64 {
    match letter {
        'i' | 'l' | 'j' | '.' | ',' | ':' | '\'' | '|' | ' ' => 0.34,
        't' | 'f' | 'r' | '(' | ')' | '/' | '-' => 0.44,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 1.02,
        'A'..='Z' => 0.76,
        '\u{0}'..'\u{1100}' => 0.66,
        _ => 1.1,
    }
}

/// A text as XML: its own signs escaped, and those that it does not allow replaced.
pub fn escape(text: &str) -> String {
    let is_forbidden = |letter: char| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
    let text = text.replace(is_forbidden, "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

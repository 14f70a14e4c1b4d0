//! Texts that several stages need: numbers with their noun, lists of names, hexadecimal digits.

/// How many names a list shows.
const WRITTEN_OUT: usize = 3;

/// A number with its noun, which takes an `s` in the plural: "1 error", "3 errors".
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", plural(number))
}

/// The ending of a noun after this number.
pub fn plural(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// Names as text: "`a` and `b`", "`a`, `b`, `c` and 4 more".
pub fn list(names: &[&str]) -> String {
    list_of(names, WRITTEN_OUT)
}

/// Names as text, at most so many of them.
pub fn list_of(names: &[&str], most: usize) -> String {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names {
        [] => String::new(),
        [name] => format!("`{name}`"),
        names if names.len() > most => format!("{} and {} more", quoted(&names[..most]), names.len() - most),
        [names @ .., last] => format!("{} and `{last}`", quoted(names)),
    }
}

/// Words as a choice: "`a`, `b` or `c`".
pub fn one_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        words => words.concat(),
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text after the first of several places: "", " (and in 1 more place)", " (and in 4 more places)".
pub fn more_places(count: usize) -> String {
    match count {
        ..2 => String::new(),
        2 => " (and in 1 more place)".to_owned(),
        count => format!(" (and in {} more places)", count - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b"]), "`a` and `b`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(list(&["a", "b", "c", "d", "e"]), "`a`, `b`, `c` and 2 more");
    }

    #[test]
    fn numbers_and_digests() {
        assert_eq!(["0 nodes", "1 node", "2 nodes"].map(str::to_owned), [0, 1, 2].map(|number| count(number, "node")));
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}

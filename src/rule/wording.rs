//! Turns of phrase that several rules use.

/// How many names are written out.
const WRITTEN_OUT: usize = 3;

/// Names as a text: "`a` and `b`", "`a`, `b`, `c` and 4 more".
pub fn list(names: &[&str]) -> String {
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names {
        [] => String::new(),
        [name] => format!("`{name}`"),
        names if names.len() > WRITTEN_OUT => {
            format!("{} and {} more", quoted(&names[..WRITTEN_OUT]), names.len() - WRITTEN_OUT)
        }
        [names @ .., last] => format!("{} and `{last}`", quoted(names)),
    }
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b"]), "`a` and `b`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(list(&["a", "b", "c", "d", "e"]), "`a`, `b`, `c` and 2 more");
    }
}

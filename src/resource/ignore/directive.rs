//! The words of an ignore: `bgplint: ignore[rule, …] reason`.

/// The annotation that says the same of a resource, where comments do not survive.
pub const ANNOTATION: &str = "bgplint.dev/ignore";

/// How an ignore is written.
pub(super) const FORM: &str = "write `# bgplint: ignore[rule] reason`";

/// A comment that is meant as an ignore.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive<'c> {
    /// Whether it speaks of the whole file.
    pub(super) is_file: bool,
    pub(super) part: Part<'c>,
}

/// The rules and the reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'c> {
    pub(super) rules: Vec<&'c str>,
    pub(super) reason: &'c str,
}

impl<'c> Part<'c> {
    /// Takes them apart; what is wrong where one is missing.
    pub(super) fn new(rules: &'c str, reason: &'c str) -> Result<Part<'c>, &'static str> {
        let rules: Vec<&str> = rules.split(',').map(str::trim).collect();
        let reason = reason.trim().trim_start_matches([':', '-', '–', '—']).trim();
        if rules.iter().any(|rule| rule.is_empty()) {
            return Err("this ignore names no rule: it takes no effect");
        }
        if reason.is_empty() {
            return Err("this ignore gives no reason: without one it takes no effect");
        }
        Ok(Part { rules, reason })
    }
}

/// Reads a comment; `None` where it is none of ours.
pub(super) fn directive(comment: &str) -> Option<Result<Directive<'_>, &'static str>> {
    /// Words that people write for it.
    const MEANT: [&str; 6] = ["ignore", "disable", "noqa", "allow", "skip", "suppress"];
    const UNREADABLE: &str = "this is no ignore that bgplint can read: it takes no effect";
    let text = comment.trim_start_matches('#').trim();
    let name = text.get(.."bgplint".len()).filter(|name| name.eq_ignore_ascii_case("bgplint"))?;
    let rest = text[name.len()..].trim_start();
    let (has_colon, words) = rest.strip_prefix(':').map_or((false, rest), |words| (true, words.trim_start()));
    let begins_with = |word: &&str| words.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let is_meant = MEANT.iter().any(begins_with) || has_colon && words.contains('[');
    if !is_meant {
        return None;
    }
    if !has_colon || name != "bgplint" {
        return Some(Err(UNREADABLE));
    }
    let opened = ["ignore-file", "ignore"].into_iter().find_map(|word| {
        let list = words.strip_prefix(word)?.trim_start().strip_prefix('[')?;
        Some((word == "ignore-file", list))
    });
    let Some((is_file, (rules, reason))) = opened.and_then(|(is_file, list)| Some((is_file, list.split_once(']')?)))
    else {
        return Some(Err(UNREADABLE));
    };
    Some(Part::new(rules, reason).map(|part| Directive { is_file, part }))
}

/// Whether a line of a file's head holds nothing that belongs to a document.
pub fn is_header_line(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    line.is_empty() || line.starts_with(['#', '%']) || line == "---"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read_or_left_alone() {
        let ignore = |is_file, rules: &[&'static str], reason| {
            Some(Ok(Directive { is_file, part: Part { rules: rules.to_vec(), reason } }))
        };
        assert_eq!(directive("# bgplint: ignore[a] why"), ignore(false, &["a"], "why"));
        assert_eq!(directive("#bgplint:ignore-file [ a , b-c ]: why not"), ignore(true, &["a", "b-c"], "why not"));
        for comment in ["# about bgplint: ignore it", "# bgplint is run in CI", "# bgplint: see the wiki", "#", "# é"]
        {
            assert_eq!(directive(comment), None, "{comment}");
        }
        let wrong = [
            "# bgplint ignore[a] why",
            "# bgplint: ignore a",
            "# bgplint: disable=a",
            "# bgplint: ingore[a] why",
            "# BGPLINT: ignore[a] why",
            "# bgplint: ignore[a",
            "# bgplint: ignore[] why",
            "# bgplint: ignore[a]",
            "# bgplint: ignore[a] --",
        ];
        for comment in wrong {
            assert!(matches!(directive(comment), Some(Err(_))), "{comment}");
        }
    }
}

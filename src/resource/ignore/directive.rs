//! The syntax of an ignore: `bgplint: ignore[rule, …] reason`.

/// The annotation with the same meaning, for tools that drop comments.
pub const ANNOTATION: &str = "bgplint.dev/ignore";

/// The help about the syntax of an ignore.
pub(super) const FORM: &str = "write `# bgplint: ignore[rule] reason`";

/// A comment that is meant as an ignore.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive<'c> {
    /// Whether the comment is for the whole file.
    pub(super) is_file: bool,
    pub(super) part: Part<'c>,
}

/// The rules and the reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'c> {
    pub(super) rules: Vec<&'c str>,
    pub(super) reason: &'c str,
}

/// The reason in a text; `None` where the text has no words.
pub fn reason(text: &str) -> Option<&str> {
    Some(text.trim().trim_start_matches([':', '-', '–', '—']).trim()).filter(|reason| !reason.is_empty())
}

impl<'c> Part<'c> {
    /// Splits an ignore into its parts; the error says which part is missing.
    pub(super) fn new(rules: &'c str, written: &'c str) -> Result<Part<'c>, &'static str> {
        let rules: Vec<&str> = rules.split(',').map(str::trim).collect();
        if rules.iter().any(|rule| rule.is_empty()) {
            return Err("the ignore names no rule: the ignore has no effect");
        }
        match reason(written) {
            Some(reason) => Ok(Part { rules, reason }),
            None => Err("the ignore gives no reason: without a reason the ignore has no effect"),
        }
    }
}

/// Reads a comment; `None` for a comment that is not for bgplint.
pub(super) fn directive(comment: &str) -> Option<Result<Directive<'_>, &'static str>> {
    const UNREADABLE: &str = "bgplint cannot read the comment as an ignore: the comment has no effect";
    // The line may have another comment before the ignore.
    let mut comments = comment.match_indices('#').map(|(at, _)| comment[at + 1..].trim());
    let text = comments.find(|text| text.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)))?;
    let rest = text[NAME.len()..].trim_start();
    let (has_colon, words) = rest.strip_prefix(':').map_or((false, rest), |words| (true, words.trim_start()));
    if !is_meant(words, has_colon) {
        return None;
    }
    if !has_colon || !text.starts_with(NAME) {
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

/// The name with which the comments begin.
const NAME: &str = "bgplint";

/// Whether the words after `bgplint` are meant as an ignore; a comment may also just mention bgplint.
fn is_meant(words: &str, has_colon: bool) -> bool {
    const MEANT: [&str; 7] = ["ignore", "ignore-file", "disable", "noqa", "allow", "skip", "suppress"];
    let end = words.find(|sign: char| !sign.is_alphanumeric() && sign != '-').unwrap_or(words.len());
    let (word, rest) = words.split_at(end);
    let is_word = MEANT.iter().any(|meant| word.eq_ignore_ascii_case(meant));
    // The name of a rule, a list or a setting makes the words a command rather than a sentence.
    let next = rest.split_whitespace().next().unwrap_or("");
    let is_command = rest.starts_with(['[', '=', '(']) || next.starts_with('[') || next.contains('-');
    (is_word && (has_colon || is_command)) || (has_colon && rest.starts_with('['))
}

/// Whether a line at the head of a file belongs to no document.
pub fn is_header_line(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    let line = line.strip_prefix("---").map_or(line, str::trim_start);
    line.is_empty() || line.starts_with(['#', '%'])
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
        assert_eq!(directive("# TODO # bgplint: ignore[a] see #12"), ignore(false, &["a"], "see #12"));
        let about = [
            "# about bgplint: ignore it",
            "# bgplint is run in CI",
            "# bgplint: see the wiki",
            "# bgplint skips this directory",
            "# bgplint allows only what is named",
            "# bgplint ignore lists are in the wiki",
            "# see bgplint: it has a wiki [1]",
            "#",
            "# é",
        ];
        for comment in about {
            assert_eq!(directive(comment), None, "{comment}");
        }
        let wrong = [
            "# bgplint ignore[a] why",
            "# bgplint: ignore a",
            "# bgplint ignore invalid-address",
            "# bgplint disable=a",
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

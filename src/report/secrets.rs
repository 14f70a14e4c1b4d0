//! The parts of a file that must not be shown: passwords, and everything around the values of Secrets.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Entry, Span, Value, View};
use crate::pattern::pattern;

/// The parts of a piece that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Nothing.
    Nothing,
    /// Everything except these spans.
    AllBut(Vec<Span>),
}

/// Words of keys and comments beside which there may be a secret: the value, or the comment, is not shown. If a piece with such
/// a word cannot be parsed, none of it is shown.
static NEAR_SECRETS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)pass?w|\bpw\b|passphrase|secret|token|md5|auth|psk|credential|private|stringData"));

/// A user with a password in a URL.
static IN_URL: LazyLock<Regex> = LazyLock::new(|| pattern(r"://[^/\s]*:[^/\s]*@"));

/// The parts of a piece that may be shown. `text` is the whole piece, and `document` its tree, if it can be parsed.
pub(super) fn shown(text: &str, document: Option<&Document>) -> Shown {
    let Some(document) = document else {
        let may_hold_secrets = NEAR_SECRETS.is_match(text);
        return if may_hold_secrets { Shown::Nothing } else { Shown::AllBut(Vec::new()) };
    };
    let mut search = Search { text, offset: document.span().start, hidden: Vec::new() };
    search.hide_comments();
    match search.walk(document.root()) {
        true => Shown::AllBut(search.hidden),
        false => Shown::Nothing,
    }
}

struct Search<'t> {
    text: &'t str,
    /// The offset of the text in the file.
    offset: u32,
    hidden: Vec<Span>,
}

impl Search<'_> {
    /// Collects the spans to hide; false where the whole piece must be hidden, because it has a Secret.
    fn walk(&mut self, value: Value) -> bool {
        match value.view() {
            View::Scalar(_) => {
                // A string may contain a whole manifest, as in kubectl's last-applied annotation.
                let hides = |text: &str| {
                    is_password(text) && text.contains(['{', ':']) || text.contains("://") && IN_URL.is_match(text)
                };
                if value.text().is_some_and(|text| hides(&text)) {
                    self.hidden.push(value.span());
                }
                true
            }
            View::Sequence(items) => items.into_iter().all(|item| self.walk(item)),
            View::Mapping(entries) => {
                let is_secret =
                    |value: &Value| value.text().is_some_and(|kind| matches!(&*kind, "Secret" | "SecretList"));
                let holds_secrets =
                    |entry: &Entry| name(entry) == "stringData" || name(entry) == "kind" && is_secret(&entry.value);
                // An environment variable: `name: DB_PASSWORD`, `value: …`.
                let names_password =
                    |entry: &Entry| name(entry) == "name" && entry.value.text().is_some_and(|name| is_password(&name));
                let is_variable = entries.iter().any(names_password);
                if entries.iter().any(holds_secrets) {
                    return false;
                }
                entries.iter().all(|entry| {
                    if name(entry) == "secretKeyRef" {
                        self.hide_reference(entry.value);
                        return true;
                    }
                    if is_password(&name(entry)) || (is_variable && name(entry) == "value") {
                        self.hide_password(entry);
                        return true;
                    }
                    self.walk(entry.value)
                })
            }
        }
    }

    /// Hides a password, except the name and key of the Secret that it refers to.
    fn hide_password(&mut self, password: &Entry) {
        let reference = password.value.get("secretKeyRef");
        let is_mapping = reference.is_some_and(|reference| matches!(reference.view(), View::Mapping(_)));
        let (View::Mapping(fields), true) = (password.value.view(), is_mapping) else {
            return self.hide(password);
        };
        fields.iter().filter(|entry| name(entry) != "secretKeyRef").for_each(|entry| self.hide(entry));
        reference.into_iter().for_each(|reference| self.hide_reference(reference));
    }

    /// Hides a reference to a Secret, except the name and key.
    fn hide_reference(&mut self, reference: Value) {
        let View::Mapping(parts) = reference.view() else {
            return self.hidden.push(reference.span());
        };
        let is_harmless = |entry: &&Entry| {
            let is_part = matches!(name(entry).as_str(), "name" | "key" | "optional");
            is_part && entry.value.text().is_some_and(|text| is_key(&text))
        };
        parts.iter().filter(|entry| !is_harmless(entry)).for_each(|entry| self.hide(entry));
    }

    /// Hides comments with a word that occurs near secrets. A `#` in a quoted text is taken for a comment too.
    fn hide_comments(&mut self) {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let sign = line.match_indices('#').map(|(at, _)| at);
            let mut comments = sign.filter(|at| line[..*at].chars().next_back().is_none_or(char::is_whitespace));
            if let Some(at) = comments.next().filter(|at| NEAR_SECRETS.is_match(&line[*at..])) {
                let from = self.offset + (start + at + "#".len()) as u32;
                let end = self.offset + (start + line.trim_end().len()) as u32;
                self.hidden.push(Span { start: from, end: end.max(from) });
            }
            start += line.len();
        }
    }

    /// Hides everything after a key, at least to the end of its line, because there may be a tag or an anchor.
    fn hide(&mut self, entry: &Entry) {
        let start = entry.key.span().end + ":".len() as u32;
        let rest = self.text.get((start - self.offset) as usize..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("").len() as u32;
        let end = if entry.value.span().is_empty() { start + line } else { entry.value.span().end };
        self.hidden.push(Span { start, end: end.max(start) });
    }
}

fn name(entry: &Entry) -> String {
    entry.key.text().unwrap_or_default().into_owned()
}

/// Whether Kubernetes accepts a text as a key of a Secret; anything else may be a password at the wrong place.
fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

fn is_password(text: &str) -> bool {
    NEAR_SECRETS.is_match(text)
}

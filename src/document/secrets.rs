//! The parts of a document that must not be shown: passwords, and everything around the values of Secrets.

use std::sync::LazyLock;

use regex::Regex;

use super::span::Span;
use super::tree::{Document, Entry, Secrets, Value, View};
use crate::bounded::has_user_in_url;
use crate::pattern::pattern;

/// The parts of a piece that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Everything except these spans.
    AllBut(Vec<Span>),
}

/// Words of keys and comments beside which there may be a secret: the value, or the comment, is not shown. If a piece with such
/// a word cannot be parsed, none of it is shown.
static NEAR_SECRETS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) pass?w | pass.?(phrase|code) | (\b|_)(pass|pwd?)(\b|_) | (?-i:[a-z](Pass|Pwd?)(\b|[A-Z_]))
        | secret | token | md5 | auth | psk | credential | private | (api|access|shared).?key | stringData",
    )
});

/// Keys that people write below a password: fields of Calico, and fields that Kubernetes has elsewhere. They are no passwords.
const FIELDS: [&str; 9] =
    ["secretKeyRef", "name", "key", "optional", "namespace", "secretName", "secretRef", "value", "valueFrom"];

/// Whether there may be a secret beside a text: in the value of such a key, or in such a comment.
fn is_near_secrets(text: &str) -> bool {
    NEAR_SECRETS.is_match(text)
}

/// What may be shown of a piece that cannot be parsed.
pub fn shown_unparsed(text: &str) -> Shown {
    if is_near_secrets(text) || has_user_in_url(text) { Shown::Nothing } else { Shown::AllBut(Vec::new()) }
}

impl Document<'_> {
    /// The parts of the document that may be shown.
    pub fn shown(&self) -> Shown {
        let secrets = self.secrets();
        if secrets.holds_secret {
            return Shown::Nothing;
        }
        let mut hidden = secrets.passwords.clone();
        hidden.extend(comments_near_secrets(self.span.slice(self.text), self.span.start));
        Shown::AllBut(hidden)
    }

    /// Whether the name of a key is a secret: a password is written as a key below `password`.
    pub fn is_secret_key(&self, key: Span) -> bool {
        let name = key.slice(self.text).trim_matches(['"', '\'']);
        !FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name)) && self.is_password(key)
    }

    fn is_password(&self, span: Span) -> bool {
        let passwords = &self.secrets().passwords;
        let after = passwords.partition_point(|password| password.start <= span.start);
        after.checked_sub(1).and_then(|last| passwords.get(last)).is_some_and(|password| password.contains(span))
    }

    /// The secrets. They are searched for when they are first needed, because most documents have nothing to report.
    fn secrets(&self) -> &Secrets {
        self.secrets.get_or_init(|| {
            let mut search = Search { document: self, found: Secrets::default() };
            search.walk(self.root());
            let mut passwords = std::mem::take(&mut search.found.passwords);
            passwords.sort_unstable();
            passwords.dedup_by(|next, last| {
                let overlaps = next.start <= last.end;
                last.end = if overlaps { last.end.max(next.end) } else { last.end };
                overlaps
            });
            Secrets { passwords, ..search.found }
        })
    }
}

impl Value<'_, '_> {
    /// Whether the value of the field with this name is a password of another field, which an anchor brings here.
    pub fn is_password_from_elsewhere(&self, field: &str) -> bool {
        let document = self.document;
        document.has_aliases && document.is_password(self.target().span()) && !is_near_secrets(field)
    }

    /// Whether the value is a key whose name is a secret.
    pub fn is_secret_key(&self) -> bool {
        self.document.is_secret_key(self.target().span())
    }
}

struct Search<'d, 's> {
    document: &'d Document<'s>,
    found: Secrets,
}

impl Search<'_, '_> {
    fn walk(&mut self, value: Value) {
        match value.view() {
            View::Scalar(_) => {
                if value.text().is_some_and(|text| holds_password(&text)) {
                    self.found.passwords.push(value.span());
                }
            }
            View::Sequence(items) => {
                let mut follows_option = false;
                for item in items {
                    let text = item.text();
                    match follows_option && text.is_some() {
                        true => self.found.passwords.push(item.span()),
                        false => self.walk(item),
                    }
                    // `--password`, and the password as the next argument.
                    follows_option = text.is_some_and(|text| text.starts_with('-') && is_near_secrets(&text));
                }
            }
            View::Mapping(entries) => {
                let is_secret =
                    |value: &Value| value.text().is_some_and(|kind| matches!(&*kind, "Secret" | "SecretList"));
                let is_secret = entries.iter().any(|entry| name(entry) == "kind" && is_secret(&entry.value));
                // An environment variable: `name: DB_PASSWORD`, `value: …`.
                let names_password = |entry: &Entry| {
                    name(entry) == "name" && entry.value.text().is_some_and(|name| is_near_secrets(&name))
                };
                let is_variable = entries.iter().any(names_password);
                for entry in &entries {
                    let name = name(entry);
                    if name == "stringData" || is_secret && name == "data" {
                        self.hide_values(entry);
                    } else if name == "secretKeyRef" {
                        self.hide_reference(entry.value);
                    } else if is_near_secrets(&name) || is_variable && name == "value" {
                        self.hide_password(entry);
                    } else {
                        self.walk(entry.value);
                    }
                    self.found.holds_secret |= name == "stringData";
                }
                self.found.holds_secret |= is_secret;
            }
        }
    }

    /// Hides the values of a Secret. Its keys are no secrets.
    fn hide_values(&mut self, data: &Entry) {
        match data.value.view() {
            View::Mapping(entries) => entries.iter().for_each(|entry| self.hide(entry)),
            _ => self.hide(data),
        }
    }

    /// Hides a password, except the name and key of the Secret that it refers to.
    fn hide_password(&mut self, password: &Entry) {
        let reference = password.value.get("secretKeyRef");
        let is_mapping = reference.is_some_and(|reference| matches!(reference.view(), View::Mapping(_)));
        let (View::Mapping(fields), true) = (password.value.view(), is_mapping) else {
            return self.hide(password);
        };
        fields.iter().filter(|entry| name(entry) != "secretKeyRef").for_each(|entry| self.hide_with_key(entry));
        reference.into_iter().for_each(|reference| self.hide_reference(reference));
    }

    /// Hides a reference to a Secret, except the name and key.
    fn hide_reference(&mut self, reference: Value) {
        let View::Mapping(parts) = reference.view() else {
            return self.hide_value(reference);
        };
        for part in &parts {
            match name(part).as_str() {
                "name" | "key" | "optional" if part.value.text().is_some_and(|text| is_name_or_key(&text)) => {}
                "name" | "key" | "optional" => self.hide(part),
                _ => self.hide_with_key(part),
            }
        }
    }

    /// Hides everything after a key, at least to the end of its line, because there may be a tag or an anchor.
    fn hide(&mut self, entry: &Entry) {
        let start = entry.key.span().end + ":".len() as u32;
        let rest = self.document.text.get(start as usize..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("").len() as u32;
        let end = if entry.value.span().is_empty() { start + line } else { entry.value.span().end };
        self.found.passwords.push(Span { start, end: end.max(start) });
        self.hide_value(entry.value);
    }

    /// Hides a key that is no field of Calico, and everything after it.
    fn hide_with_key(&mut self, entry: &Entry) {
        self.found.passwords.push(entry.key.span());
        self.hide(entry);
    }

    /// Hides a value, also where an alias gets it from.
    fn hide_value(&mut self, value: Value) {
        self.found.passwords.extend([value.span(), value.target().span()]);
    }
}

/// The comments with a word that occurs near secrets, and the comments on the lines below them. A `#` in a quoted text is
/// taken for a comment too.
fn comments_near_secrets(text: &str, offset: u32) -> Vec<Span> {
    let (mut hidden, mut start, mut goes_on) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let sign = line.match_indices('#').map(|(at, _)| at);
        let mut comments = sign.filter(|at| line[..*at].chars().next_back().is_none_or(char::is_whitespace));
        let comment = comments.next();
        let is_alone = line.trim_start().starts_with('#');
        let found = comment.filter(|at| goes_on && is_alone || is_near_secrets(&line[*at..]) || has_user_in_url(line));
        goes_on = found.is_some();
        if let Some(at) = found {
            let from = offset + (start + at + "#".len()) as u32;
            let end = offset + (start + line.trim_end().len()) as u32;
            hidden.push(Span { start: from, end: end.max(from) });
        }
        start += line.len();
    }
    hidden
}

fn name(entry: &Entry) -> String {
    entry.key.text().unwrap_or_default().into_owned()
}

/// Whether Kubernetes accepts a text as a key of a Secret; anything else may be a password at the wrong place.
pub fn is_name_or_key(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

/// Whether a text holds a password itself: a whole manifest, as in kubectl's last-applied annotation; an option of a command
/// with its value; a URL with a user.
fn holds_password(text: &str) -> bool {
    let assigns = |end: usize| {
        let rest = text[end..].trim_start_matches(|letter: char| letter.is_alphanumeric() || "-_.\"'".contains(letter));
        // A selector compares with `==`.
        rest.starts_with('=') && !rest.starts_with("==")
    };
    let has_value = || {
        text.contains(['{', ':'])
            || text.starts_with('-') && text.contains(' ')
            || text.contains(" -")
            || NEAR_SECRETS.find_iter(text).any(|word| assigns(word.end()))
    };
    is_near_secrets(text) && has_value() || has_user_in_url(text)
}

//! Edits of a resource, where the file allows an exact change.

use std::sync::LazyLock;

use regex::Regex;

use super::Edit;
use crate::cluster::Cluster;
use crate::document::{Span, rewrite};
use crate::pattern::pattern;
use crate::resource::{FieldSpan, Resource};

/// The anchor of a value (`&name`): an alias elsewhere may refer to the same value.
static ANCHOR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)(^|[\s\[{,])&[^\s&]"));

/// Makes edits of a resource. An edit is `None` if it cannot be exact, or if it would also change the value of an alias
/// elsewhere.
pub struct Editor<'c> {
    cluster: &'c Cluster<'c>,
    resource: &'c Resource,
}

impl<'c> Editor<'c> {
    /// Makes edits of a resource of a cluster.
    pub fn new(cluster: &'c Cluster<'c>, resource: &'c Resource) -> Editor<'c> {
        Editor { cluster, resource }
    }

    /// Replaces a value, in the quotes of the old value.
    pub fn value(&self, at: FieldSpan, value: &str) -> Option<Edit> {
        self.edit(at, rewrite::in_same_quotes(self.text(at), at.span, value)?)
    }

    /// Replaces a value by a quoted one.
    pub fn quoted(&self, at: FieldSpan, value: &str) -> Option<Edit> {
        self.edit(at, rewrite::quoted(self.text(at), at.span, value)?)
    }

    /// Replaces a value by one without quotes.
    pub fn unquoted(&self, at: FieldSpan, value: &str) -> Option<Edit> {
        self.edit(at, rewrite::unquoted(self.text(at), at.span, value)?)
    }

    /// Puts a span, which need not be a scalar, in quotes.
    pub fn all_quoted(&self, at: FieldSpan) -> Option<Edit> {
        self.edit(at, rewrite::any_quotes(self.written(at))?)
    }

    /// Deletes an entry of a mapping whose value is a scalar.
    pub fn without_entry(&self, key: FieldSpan, value: FieldSpan) -> Option<Edit> {
        let span = rewrite::entry(self.text(key), key.span, value.span).filter(|_| key.file == value.file)?;
        self.edit(FieldSpan { span, ..key }, String::new())
    }

    /// A part of the resource as written in its file.
    pub fn written(&self, at: FieldSpan) -> &'c str {
        at.span.slice(self.text(at))
    }

    /// The text of the file that has a part of the resource.
    fn text(&self, at: FieldSpan) -> &'c str {
        self.cluster.text(at.file.unwrap_or(self.resource.source()))
    }

    fn edit(&self, at: FieldSpan, text: String) -> Option<Edit> {
        let file = self.text(at);
        let whole = Span::new(0, file.len());
        let within = if at.file.is_none() { self.resource.span } else { whole };
        let has_anchor = || self.resource.has_aliases || at.file.is_some() && ANCHOR.is_match(file);
        let is_exact = at.span.slice(file) != text && within.contains(at.span) && !has_anchor();
        is_exact.then(|| Edit::replace(self.resource.at(at), text))
    }
}

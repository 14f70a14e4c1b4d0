//! Edits within one resource, where its file says exactly what to change.

use std::sync::LazyLock;

use regex::Regex;

use super::Edit;
use crate::cluster::Cluster;
use crate::document::{Span, rewrite};
use crate::resource::Resource;

/// The anchor of a value (`&name`): an alias elsewhere may stand for the same text.
static ANCHOR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)(^|[\s\[{,])&[^\s&]").ok());

/// Makes edits within a resource. An edit that cannot be made exactly, or that would also change what an alias elsewhere
/// stands for, is `None`.
pub struct Editor<'c> {
    text: &'c str,
    resource: &'c Resource,
}

impl<'c> Editor<'c> {
    /// Edits within a resource of a cluster.
    pub fn new(cluster: &Cluster<'c>, resource: &'c Resource) -> Editor<'c> {
        Editor { text: cluster.text(resource.source()), resource }
    }

    /// The text of the file.
    pub fn text(&self) -> &'c str {
        self.text
    }

    /// Writes another value in the quotes of the old one.
    pub fn value(&self, span: Span, value: &str) -> Option<Edit> {
        self.edit(span, rewrite::in_same_quotes(self.text, span, value)?)
    }

    /// Writes a value in quotes.
    pub fn quoted(&self, span: Span, value: &str) -> Option<Edit> {
        self.edit(span, rewrite::quoted(self.text, span, value)?)
    }

    /// Writes a value without quotes.
    pub fn unquoted(&self, span: Span, value: &str) -> Option<Edit> {
        self.edit(span, rewrite::unquoted(self.text, span, value)?)
    }

    /// Writes a stretch, which may be no scalar, in quotes.
    pub fn all_quoted(&self, span: Span) -> Option<Edit> {
        self.edit(span, rewrite::any_quotes(span.slice(self.text))?)
    }

    /// Deletes an entry of a mapping: its key and its value, which is a scalar.
    pub fn without_entry(&self, key: Span, value: Span) -> Option<Edit> {
        self.edit(rewrite::entry(self.text, key, value)?, String::new())
    }

    fn edit(&self, span: Span, text: String) -> Option<Edit> {
        let has_anchor = || ANCHOR.as_ref().is_none_or(|anchor| anchor.is_match(self.resource.span.slice(self.text)));
        let is_new = span.slice(self.text) != text;
        let is_exact = is_new && self.resource.span.contains(span) && !has_anchor();
        is_exact.then(|| Edit::replace(self.resource.at(span), text))
    }
}

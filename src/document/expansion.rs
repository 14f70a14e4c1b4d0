//! How much the aliases of a document may expand to: kubectl counts the values as it reads them.

use super::SyntaxProblem;
use super::span::Span;
use super::tree::{Content, Document, NodeId};

/// The number of values up to which nearly all may come from aliases, and from which on only a tenth may.
const FEW: f64 = 400_000.0;
const MANY: f64 = 4_000_000.0;

/// The values that are read so far.
struct Count<'d, 's> {
    document: &'d Document<'s>,
    values: u64,
    /// Those that an alias stands for.
    from_aliases: u64,
    /// The alias that the values stand for, outermost.
    alias: Option<Span>,
}

/// Checks that not too many values come from aliases.
pub(super) fn check_aliases(document: &Document) -> Result<(), SyntaxProblem> {
    let mut count = Count { document, values: 1, from_aliases: 0, alias: None };
    count.read(document.root)
}

impl Count<'_, '_> {
    /// Counts a value and what is in it.
    fn read(&mut self, id: NodeId) -> Result<(), SyntaxProblem> {
        self.add()?;
        let Some(node) = self.document.node(id) else {
            return Ok(());
        };
        match node.content {
            Content::Scalar { .. } => Ok(()),
            Content::Sequence { first, count } => {
                let document = self.document;
                document.items(first, count).try_for_each(|item| self.read(item))
            }
            Content::Mapping { first, count } => {
                let document = self.document;
                document.pairs(first, count).try_for_each(|(key, value)| {
                    if document.value(key).is_merge() {
                        return self.merge(value);
                    }
                    self.read(key)?;
                    self.read(value)
                })
            }
            Content::Alias(target) => {
                let outer = self.alias;
                self.alias = outer.or(Some(node.span));
                let read = self.read(target);
                self.alias = outer;
                read
            }
        }
    }

    /// Counts what is merged: the list of the mappings is not counted itself.
    fn merge(&mut self, value: NodeId) -> Result<(), SyntaxProblem> {
        match self.document.node(value).map(|node| node.content) {
            Some(Content::Sequence { first, count }) => {
                let document = self.document;
                document.items(first, count).try_for_each(|item| self.read(item))
            }
            _ => self.read(value),
        }
    }

    fn add(&mut self) -> Result<(), SyntaxProblem> {
        self.values += 1;
        self.from_aliases += u64::from(self.alias.is_some());
        let (all, from_aliases) = (self.values as f64, self.from_aliases as f64);
        let allowed = 0.99 - 0.89 * ((all - FEW) / (MANY - FEW)).clamp(0.0, 1.0);
        match self.alias {
            Some(alias) if self.from_aliases > 100 && self.values > 1000 && from_aliases / all > allowed => {
                let message = "the aliases of the document expand to more values than kubectl reads";
                Err(SyntaxProblem::new(alias, message.to_owned()))
            }
            _ => Ok(()),
        }
    }
}

//! The path of a place in a document, as in `spec.exportV4[2].cidr`.

use std::borrow::Cow;

use super::span::Span;
use super::tree::{Content, Document, NodeId};
use crate::bounded::MASK;

impl Document<'_> {
    /// The path of the innermost key or value that contains `span`, as in `spec.exportV4[2].cidr`. The path starts at the
    /// node whose span is `from`, or at the root.
    pub fn path_to(&self, span: Span, from: Option<Span>) -> String {
        let mut path = String::new();
        let mut id = self.root;
        loop {
            if self.node(id).is_some_and(|node| Some(node.span) == from) {
                path.clear();
            }
            let next = match self.node(id).map(|node| node.content) {
                Some(Content::Mapping { first, count }) => {
                    let children = self.children_of(first, count);
                    // Children are in the order of the file, so the pair to enter is the last that begins early enough.
                    let after = children.partition_point(|child| self.reach(*child).start <= span.start);
                    let key = after.checked_sub(1).map(|last| last - last % 2);
                    key.and_then(|key| children.get(key..key + 2)).and_then(|pair| {
                        let on_value = self.reach(pair[1]).contains(span);
                        let is_inside = on_value || self.reach(pair[0]).contains(span);
                        is_inside.then(|| (self.key_step(pair[0], path.is_empty()), on_value.then_some(pair[1])))
                    })
                }
                Some(Content::Sequence { first, count }) => {
                    let children = self.children_of(first, count);
                    let after = children.partition_point(|item| self.reach(*item).start <= span.start);
                    let item = after.checked_sub(1).and_then(|index| Some((index, *children.get(index)?)));
                    item.filter(|(_, item)| self.reach(*item).contains(span))
                        .map(|(index, item)| (format!("[{index}]"), Some(item)))
                }
                _ => None,
            };
            let Some((step, below)) = next else {
                return path;
            };
            path.push_str(&step);
            match below {
                Some(below) => id = below,
                None => return path,
            }
        }
    }

    /// A key as a step of a path; a key with dots is put in brackets.
    fn key_step(&self, key: NodeId, is_first: bool) -> String {
        let name = match self.value(key).is_secret_key() {
            true => Cow::Borrowed(MASK),
            false => self.value(key).text().unwrap_or(Cow::Borrowed("?")),
        };
        if name.contains(['.', '/', '[']) {
            format!("['{name}']")
        } else if is_first {
            name.into_owned()
        } else {
            format!(".{name}")
        }
    }
}

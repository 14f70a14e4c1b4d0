//! `# bgplint: ignore[rule] reason`: which findings a file asks not to tell, and of what stretch of it.

mod comments;
mod directive;

pub(super) use comments::read;
use directive::ANNOTATION;
use directive::Part;
pub use directive::{is_header_line, reason};

use super::Resource;
use crate::document::Span;

/// What a file asks for.
#[derive(Debug, Default)]
pub struct Ignores {
    /// What can be understood.
    pub ignores: Vec<Ignore>,
    /// What cannot.
    pub faults: Vec<IgnoreFault>,
}

impl Ignores {
    /// Whether the file asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.ignores.is_empty() && self.faults.is_empty()
    }
}

/// A comment or an annotation that asks not to tell findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rules that it names.
    pub rules: Vec<IgnoredRule>,
    /// The stretch of the file that it speaks of.
    pub scope: Span,
    /// Why.
    pub reason: String,
}

/// A rule that an ignore names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredRule {
    /// The name of the rule.
    pub name: String,
    /// Where the name stands; in an annotation, where its text stands.
    pub span: Span,
    /// What to delete from a file so that it no longer ignores the rule; `None` for an annotation.
    pub removal: Option<Span>,
}

/// A comment or an annotation that is meant as an ignore, and has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreFault {
    /// The offending characters.
    pub span: Span,
    /// What is wrong with them.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// Reads the annotation `bgplint.dev/ignore` of a resource: "rule: reason", several on a line each.
fn read_annotation(resource: &Resource, ignores: &mut Ignores) {
    for (name, field) in &resource.metadata.annotations {
        let (Some(text), Some(span)) = (field.value(), field.read_from()) else {
            continue;
        };
        if name != ANNOTATION {
            if name.starts_with("bgplint.dev/") || name.starts_with("bgplint/") {
                let message = format!("bgplint does not know the annotation `{name}`: the ignore has no effect");
                let help = "write `bgplint.dev/ignore: \"rule: reason\"`";
                ignores.faults.push(IgnoreFault { span: field.key_read_from().unwrap_or(span), message, help });
            }
            continue;
        }
        for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
            let (rules, reason) = part.split_once(':').unwrap_or((part, ""));
            match Part::new(rules, reason) {
                Ok(part) => {
                    let rules = part.rules.into_iter();
                    let rules = rules.map(|name| IgnoredRule { name: name.to_owned(), span, removal: None }).collect();
                    ignores.ignores.push(Ignore { rules, scope: resource.span, reason: part.reason.to_owned() });
                }
                Err(message) => {
                    let help = "write `bgplint.dev/ignore: \"rule: reason\"`";
                    ignores.faults.push(IgnoreFault { span, message: message.to_owned(), help });
                }
            }
        }
    }
}

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
    /// The rules that it names, with their places.
    pub rules: Vec<(String, Span)>,
    /// The stretch of the file that it speaks of.
    pub scope: Span,
    /// Why.
    pub reason: String,
}

/// A comment or an annotation that is meant as an ignore, and takes no effect.
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
                let message = format!("bgplint knows no annotation `{name}`: it takes no effect");
                let help = "write `bgplint.dev/ignore: \"rule: reason\"`";
                ignores.faults.push(IgnoreFault { span: field.key_read_from().unwrap_or(span), message, help });
            }
            continue;
        }
        for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
            let (rules, reason) = part.split_once(':').unwrap_or((part, ""));
            match Part::new(rules, reason) {
                Ok(part) => {
                    let rules = part.rules.into_iter().map(|rule| (rule.to_owned(), span)).collect();
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

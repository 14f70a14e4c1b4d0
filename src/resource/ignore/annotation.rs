//! The annotation of a resource that ignores findings.

use super::directive::{ANNOTATION, Part};
use super::ignores::{Ignore, IgnoreFault, IgnoredRule, Ignores};
use crate::resource::Resource;

/// Reads the annotation `bgplint.dev/ignore` of a resource: "rule: reason", one per line.
pub(super) fn read_annotation(resource: &Resource, ignores: &mut Ignores) {
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

//! Selectors in another language, and what their authors meant: Kubernetes, Go, SQL.

use super::token::cut_name;

/// The operator for a word of other languages.
pub(super) fn connective(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "and" => Some("&&"),
        "or" => Some("||"),
        "not" => Some("!"),
        _ => None,
    }
}

/// The operator that is similar to a word.
pub(super) fn operator_like(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "in" => Some("in"),
        "not" | "notin" => Some("not in"),
        "contains" => Some("contains"),
        "starts" | "startswith" => Some("starts with"),
        "ends" | "endswith" => Some("ends with"),
        _ => None,
    }
}

/// Translates `a=b,c!=d,e` (or `a: b`) of Kubernetes into Calico's language; `None` where the text does not have that form.
pub(super) fn kubernetes_style(text: &str) -> Option<String> {
    let conditions: Option<Vec<String>> = text.split(',').map(kubernetes_condition).collect();
    Some(conditions?.join(" && "))
}

fn kubernetes_condition(text: &str) -> Option<String> {
    let text = text.trim();
    for (operator, write) in [("!=", "!="), ("==", "=="), ("=", "=="), (":", "==")] {
        if let Some((label, value)) = text.split_once(operator) {
            let (label, value) = (name(label)?, name(value)?);
            return Some(format!("{label} {write} '{value}'"));
        }
    }
    match text.strip_prefix('!') {
        Some(label) => Some(format!("!has({})", name(label)?)),
        None => Some(format!("has({})", name(text)?)),
    }
}

/// The text if it is a name, perhaps with blanks around it.
fn name(text: &str) -> Option<&str> {
    let (name, rest) = cut_name(text.trim());
    (rest.is_empty() && !name.is_empty()).then_some(name)
}

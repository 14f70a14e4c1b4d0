//! Whether a text is XML.

/// The declaration at the beginning of a document.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// Why a text is not valid XML, as far as bgplint writes XML: elements that are not closed in order, attributes without
/// quotes, characters that must be entities, and characters that XML 1.0 does not allow.
pub fn fault_in_xml(xml: &str) -> Option<String> {
    let is_character = |sign: char| matches!(sign, '\n' | '\t' | '\r') || !sign.is_control() || sign >= '\u{80}';
    if let Some(bad) = xml.chars().find(|sign| !is_character(*sign)) {
        return Some(format!("{bad:?} is no character of XML"));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml.strip_prefix(DECLARATION).unwrap_or(xml);
    while let Some((text, after)) = rest.split_once('<') {
        let entities = ["amp;", "lt;", "gt;", "quot;", "apos;", "#10;"];
        let is_entity = |after: &str| entities.iter().any(|entity| after.starts_with(entity));
        let is_between = open.is_empty() && !text.trim().is_empty();
        if is_between || text.contains('>') || !text.split('&').skip(1).all(is_entity) {
            return Some(format!("text {text:?}"));
        }
        let Some((tag, after)) = after.split_once('>') else {
            return Some("a tag without an end".to_owned());
        };
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}>"));
            }
            continue;
        }
        let inside = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let quotes = attributes.matches('"').count();
        if quotes % 2 != 0 || quotes / 2 != attributes.matches("=\"").count() {
            return Some(format!("attributes {attributes:?}"));
        }
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    (!open.is_empty() || !rest.trim().is_empty()).then(|| format!("{open:?} stay open before {rest:?}"))
}

//! Passes over a block of YAML that nobody reads, without making a tree of it. The block must be of the plain form that
//! kubectl writes, so that it is certain where the block ends and that it is valid; any other block is parsed.

/// The most keys of one mapping; each key is compared with all before it.
const MOST_KEYS: usize = 128;
/// The deepest nesting.
const MOST_LEVELS: usize = 64;

/// A collection that the current line is in.
struct Level<'t> {
    indent: usize,
    /// The keys so far; `None` for a sequence.
    keys: Option<Vec<&'t str>>,
}

/// The block of lines so far.
#[derive(Default)]
struct Block<'t> {
    levels: Vec<Level<'t>>,
    /// Whether the last line ended with a key, whose value may follow.
    is_value_open: bool,
    /// The indentation of the key whose value is a plain scalar that the next line may continue.
    plain_at: Option<usize>,
}

/// The end of the block that begins at `from` and is the value of a key at `indent`; `None` where the block is not of the
/// plain form. The end is the start of the first line after the block.
pub(super) fn end_of_block(text: &str, from: usize, indent: usize) -> Option<usize> {
    let mut block = Block { levels: Vec::new(), is_value_open: true, plain_at: None };
    let mut at = from;
    while at < text.len() {
        let rest = &text[at..];
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = &rest[..end];
        let content = line.trim_start_matches(' ');
        let level = line.len() - content.len();
        let content = content.strip_suffix('\n').unwrap_or(content);
        if level < indent || level == indent && !content.starts_with("- ") {
            break;
        }
        block.take(content, level)?;
        at += end;
    }
    (at > from).then_some(at)
}

impl<'t> Block<'t> {
    /// Takes a line without its indentation.
    fn take(&mut self, mut content: &'t str, mut level: usize) -> Option<()> {
        if !content.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || content.ends_with(' ') {
            return None;
        }
        let is_continued = self.plain_at.take().filter(|key| level > *key);
        if is_continued.is_some() && is_plain(content) && is_scalar(content) {
            self.plain_at = is_continued;
            return Some(());
        }
        let mut is_item_open = false;
        while let Some(item) = content.strip_prefix("- ") {
            self.enter(level, false, is_item_open)?;
            is_item_open = true;
            (content, level) = (item, level + 2);
        }
        let split = content.find(": ").map(|at| (at, Some(&content[at + 2..])));
        let split = split.or_else(|| content.ends_with(':').then(|| (content.len() - 1, None)));
        match split {
            Some((end, value)) => {
                let key = &content[..end];
                if !is_plain(key) || key == "<<" {
                    return None;
                }
                self.enter(level, true, is_item_open)?;
                let keys = self.levels.last_mut()?.keys.as_mut()?;
                if keys.len() >= MOST_KEYS || keys.contains(&key) {
                    return None;
                }
                keys.push(key);
                self.is_value_open = value.is_none();
                self.plain_at = value.filter(|value| is_plain(value)).map(|_| level);
                value.is_none_or(is_scalar).then_some(())
            }
            None => (is_item_open && is_scalar(content)).then_some(()),
        }
    }

    /// Enters the mapping or sequence at a level: the one that is open there, or a new one that is the value of the last key
    /// or item.
    fn enter(&mut self, indent: usize, is_mapping: bool, is_item_open: bool) -> Option<()> {
        let is_value_open = std::mem::replace(&mut self.is_value_open, false);
        // A sequence may have the indentation of its key.
        let is_left =
            |level: &Level| level.indent > indent || level.indent == indent && is_mapping && level.keys.is_none();
        while self.levels.last().is_some_and(is_left) {
            self.levels.pop();
        }
        let last = self.levels.last();
        if !is_item_open && last.is_some_and(|last| last.indent == indent && last.keys.is_some() == is_mapping) {
            return Some(());
        }
        let least = last.map_or(0, |last| last.indent + usize::from(is_mapping));
        if !(is_item_open || is_value_open) || indent < least || self.levels.len() >= MOST_LEVELS {
            return None;
        }
        self.levels.push(Level { indent, keys: is_mapping.then(Vec::new) });
        Some(())
    }
}

/// Whether a text is certainly one scalar that ends on its line.
fn is_scalar(text: &str) -> bool {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    match text.as_bytes().first() {
        Some(b'"') => inside('"').is_some_and(|inside| !inside.contains(['"', '\\'])),
        Some(b'\'') => inside('\'').is_some_and(|inside| !inside.contains('\'')),
        _ => text == "{}" || text == "[]" || is_plain(text) && !text.contains(": ") && !text.ends_with(':'),
    }
}

/// Whether a text certainly begins and continues like a plain scalar.
fn is_plain(text: &str) -> bool {
    let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() || b"/._+".contains(&first));
    begins && text.len() < 1_000 && !text.contains(" #")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_where_its_key_ends() {
        let block = "  conditions:\n  - lastHeartbeatTime: \"2026-01-01T00:00:00Z\"\n    message: kubelet is\n      ready\n    status: 'True'\n  - \
                     type: Ready\n  images:\n  - names:\n    - registry.k8s.io/pause:3.9\n    sizeBytes: 1\n";
        assert_eq!(end_of_block(&format!("{block}kind: List\n"), 0, 0), Some(block.len()));
        assert_eq!(end_of_block(block, 0, 0), Some(block.len()));
        assert_eq!(end_of_block("  a: 1\n\n  b: 2\n", 0, 0), Some(7), "the rest is parsed");
        let managed = "- apiVersion: v1\n  fieldsV1:\n    f:status:\n      f:conditions:\n        .: {}\n        k:{\"type\":\"Ready\"}:\n          f:type: {}\n";
        assert_eq!(end_of_block(&format!("{managed}name: a\n"), 0, 0), Some(managed.len()));
    }

    #[test]
    fn a_block_of_another_form_is_not_passed_over() {
        let blocks = [
            "  a: |\n    x\n",
            "  a: \"x\n  y\"\n",
            "  a: &x 1\n",
            "  a: *x\n",
            "  a: 1\n  a: 2\n",
            "  a: 1\n   b: 2\n",
            "  a: 1 # comment\n",
            "  # comment\n  a: 1\n",
            "  a: {b: 1}\n",
            "  a: x\n  y\n",
            "  a: 'x'\n    y\n",
            "  a: x\n    y: z\n",
            "  \ta: 1\n",
            "  <<: {}\n",
            "  - a\n  b: 1\n",
            "  b: 1\n  - a\n",
            "  a\n",
            "  a: é\n",
            "",
        ];
        for block in blocks {
            assert_eq!(end_of_block(block, 0, 0), None, "{block}");
        }
    }
}

//! The examples on the pages of the rules.

/// The examples of a page: whether it is a bad example, its arguments, and its text.
pub fn of(page: &str) -> Vec<(bool, Vec<String>, String)> {
    let mut examples = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_prefix("```yaml ") else {
            continue;
        };
        let mut words = fence.split_whitespace().map(str::to_owned);
        let is_bad = words.next().as_deref() == Some("bad");
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        examples.push((is_bad, words.collect(), text.join("\n") + "\n"));
    }
    examples
}

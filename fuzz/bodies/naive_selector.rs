//! Calico's selector language, evaluated while it is read, from its definition alone.

use std::collections::BTreeMap;

/// A selector that is read, and the labels of which it speaks.
struct Reader<'r> {
    rest: &'r str,
    labels: &'r BTreeMap<String, String>,
}

/// Whether a selector matches a set of labels; `None` for a text that is not a selector.
pub fn matches(text: &str, labels: &BTreeMap<String, String>) -> Option<bool> {
    let mut reader = Reader { rest: text, labels };
    reader.skip_blanks();
    if reader.rest.is_empty() {
        return Some(true);
    }
    let matches = reader.any()?;
    reader.rest.is_empty().then_some(matches)
}

impl<'r> Reader<'r> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Takes a sign or word and the blanks after it.
    fn take(&mut self, sign: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(sign) else {
            return false;
        };
        self.rest = after;
        self.skip_blanks();
        true
    }

    /// Takes a sign that must be there.
    fn need(&mut self, sign: &str) -> Option<()> {
        self.take(sign).then_some(())
    }

    /// `a || b || …`
    fn any(&mut self) -> Option<bool> {
        let mut matches = self.every()?;
        while self.take("||") {
            matches |= self.every()?;
        }
        Some(matches)
    }

    /// `a && b && …`
    fn every(&mut self) -> Option<bool> {
        let mut matches = self.operation()?;
        while self.take("&&") {
            matches &= self.operation()?;
        }
        Some(matches)
    }

    /// `!a`, `(a)`, `all()`, `global()`, `has(label)`, or a comparison.
    fn operation(&mut self) -> Option<bool> {
        if self.take("!") {
            return self.operation().map(|matches| !matches);
        }
        if self.take("(") {
            let matches = self.any()?;
            self.need(")")?;
            return Some(matches);
        }
        if self.take("all(") || self.take("global(") {
            self.need(")")?;
            return Some(true);
        }
        if self.take("has(") {
            let label = self.name()?;
            self.need(")")?;
            return Some(self.labels.contains_key(label));
        }
        self.comparison()
    }

    /// The name of a label, with the blanks after it.
    fn name(&mut self) -> Option<&'r str> {
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || "_./-".contains(sign);
        let end = self.rest.find(|sign| !is_part(sign)).unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at(end);
        self.rest = after;
        self.skip_blanks();
        (1..=512).contains(&name.len()).then_some(name)
    }

    /// A label, an operator, and a value or a set of values.
    fn comparison(&mut self) -> Option<bool> {
        let label = self.name()?;
        let own = self.labels.get(label).map(String::as_str);
        if self.take("==") {
            return self.string().map(|value| own == Some(value));
        }
        if self.take("!=") {
            return self.string().map(|value| own != Some(value));
        }
        if self.take("contains") {
            return self.string().map(|value| own.is_some_and(|own| own.contains(value)));
        }
        if self.take("starts") {
            self.need("with")?;
            return self.string().map(|value| own.is_some_and(|own| own.starts_with(value)));
        }
        if self.take("ends") {
            self.need("with")?;
            return self.string().map(|value| own.is_some_and(|own| own.ends_with(value)));
        }
        let is_negated = self.take("not");
        self.need("in")?;
        let values = self.set()?;
        Some(own.is_some_and(|own| values.contains(&own)) != is_negated)
    }

    /// A text in quotes, with the blanks after it.
    fn string(&mut self) -> Option<&'r str> {
        let quote = self.rest.chars().next().filter(|sign| "'\"".contains(*sign))?;
        let (value, after) = self.rest[1..].split_once(quote)?;
        self.rest = after;
        self.skip_blanks();
        Some(value)
    }

    /// `{'a', 'b'}`; a comma may follow the last value.
    fn set(&mut self) -> Option<Vec<&'r str>> {
        self.need("{")?;
        let mut values = Vec::new();
        while !self.take("}") {
            values.push(self.string()?);
            if !self.take(",") {
                self.need("}")?;
                break;
            }
        }
        Some(values)
    }
}

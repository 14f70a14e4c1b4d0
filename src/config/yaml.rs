//! A configuration → YAML: plain text where that is read as the same text, in quotes elsewhere.

use serde_json::Value;

/// A value as YAML, with a line end behind it.
pub(super) fn yaml(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text
}

/// Writes a value that stands on lines of its own.
fn write(value: &Value, indent: usize, text: &mut String) {
    let blanks = " ".repeat(indent);
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                text.push_str(&format!("{blanks}{}:", scalar(key)));
                write_behind(value, indent, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                let mut lines = String::new();
                write(item, indent + 2, &mut lines);
                text.push_str(&format!("{blanks}- {}", lines.trim_start()));
            }
        }
        _ => text.push_str(&format!("{blanks}{}\n", inline(value))),
    }
}

/// Writes a value behind its key.
fn write_behind(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            text.push('\n');
            write(value, indent + 2, text);
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            write(value, indent, text);
        }
        _ => text.push_str(&format!(" {}\n", inline(value))),
    }
}

/// A value that stands on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        value => value.to_string(),
    }
}

/// A text: without quotes where nothing in it means anything to YAML.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 12] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "~"];
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '.' | '/' | '_'))
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_./".contains(character))
        && !WORDS.contains(&text.trim_start_matches('.').to_ascii_lowercase().as_str())
        && text.parse::<f64>().is_err();
    match is_plain {
        true => text.to_owned(),
        false => Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::yaml;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let texts = ["a", "3.30", "no", "~", "", "a: b", "#x", "*/a", "é", ".5", "1e3", "a\nb", ".inf", "- a", "./b"];
        for text in texts {
            let value = json!({ text: [text, { "key": text, "list": [text, [text]] }], "empty": [], "none": null });
            let text = yaml(&value);
            let read: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(read, value, "{text}");
        }
    }
}

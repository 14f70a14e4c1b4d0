//! The JSON that kubectl sends for a value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::scalar::Resolved;
use super::tags::decoded_binary;
use super::tree::{Value, View};
use crate::json::write_line;

impl Value<'_, '_> {
    /// The value as JSON on one line, with sorted keys as kubectl writes it. Of equal keys the last counts.
    pub fn json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        match self.view() {
            View::Scalar(resolved) => self.write_scalar(&resolved, json),
            View::Sequence(items) => {
                json.push('[');
                for (number, item) in items.iter().enumerate() {
                    json.push_str(if number > 0 { "," } else { "" });
                    item.write_json(json);
                }
                json.push(']');
            }
            View::Mapping(entries) => {
                // Keys that kubectl rejects are not in a document that was parsed.
                let named = entries.iter().filter_map(|entry| Some((entry.key.key_name().ok()?, entry.value)));
                let last: BTreeMap<Cow<str>, Value> = named.collect();
                json.push('{');
                for (number, (name, value)) in last.iter().enumerate() {
                    json.push_str(if number > 0 { "," } else { "" });
                    push_text(json, name);
                    json.push(':');
                    value.write_json(json);
                }
                json.push('}');
            }
        }
    }

    fn write_scalar(&self, resolved: &Resolved, json: &mut String) {
        // Writing to a String does not fail.
        let _ = match resolved {
            Resolved::Null => json.write_str("null"),
            Resolved::Bool(value) => write!(json, "{value}"),
            Resolved::Int(value) => write!(json, "{value}"),
            Resolved::Float(value) if value.fract() == 0.0 && value.abs() < 1e21 => write!(json, "{value:.0}"),
            Resolved::Float(value) => write!(json, "{value:e}"),
            Resolved::Text => {
                let text = self.text().unwrap_or_default();
                let decoded = self.tag().and_then(|tag| decoded_binary(tag, &text));
                push_text(json, &decoded.map_or(text, Cow::Owned));
                Ok(())
            }
        };
    }
}

/// Adds a text as a JSON string.
fn push_text(json: &mut String, text: &str) {
    let mut written = Vec::new();
    // A text can always be written into memory.
    let _ = write_line(&text, &mut written);
    json.push_str(String::from_utf8_lossy(&written).trim_end_matches('\n'));
}

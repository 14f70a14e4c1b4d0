//! kubectl is the judge of YAML: bgplint reads a table of texts as kubectl read them, and reads what it prints again.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bgplint::Source;
use bgplint::document::{SyntaxProblem, parse, pieces};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::random;

/// Texts, each with what kubectl (k8s.io/apimachinery 0.37) makes of it: its documents as JSON, or that kubectl refuses it.
/// Of texts that kubectl reads only in part (`either`) bgplint may say that they are broken.
const TABLE: &str = include_str!("../yaml/kubectl.jsonl");

/// The documents of a file as JSON, without those that are null, and the places that cannot be parsed.
fn read(text: &str) -> (Vec<String>, Vec<SyntaxProblem>) {
    let (pieces, mut problems) = pieces(text);
    let mut documents = Vec::new();
    for piece in pieces {
        match parse(text, piece) {
            Ok(document) => {
                documents.extend(document.map(|document| document.root().json()).filter(|json| json != "null"))
            }
            Err(problem) => problems.push(problem),
        }
    }
    (documents, problems)
}

/// Whether two values are the same; numbers may differ in how they are written.
fn are_same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => ours.as_f64() == theirs.as_f64(),
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| are_same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(key, ours)| theirs.get(key).is_some_and(|theirs| are_same(ours, theirs)))
        }
        (ours, theirs) => ours == theirs,
    }
}

/// What is wrong with how bgplint reads a row of the table.
fn disagreement(row: &BTreeMap<String, Value>) -> Option<String> {
    let bytes = match row.get("base64").and_then(Value::as_str) {
        Some(encoded) => STANDARD.decode(encoded).expect("the table is right"),
        None => row["text"].as_str().expect("a text").as_bytes().to_vec(),
    };
    let source = Source::from_bytes("a.yaml", bytes);
    let (documents, problems) = read(source.text());
    let is_refused = source.encoding_problem().is_some() || !problems.is_empty();
    let Some(theirs) = row.get("documents").and_then(Value::as_array) else {
        let is_wrong = row.contains_key("refused") && !is_refused;
        return is_wrong.then(|| format!("kubectl refuses it: {}", row["refused"]));
    };
    if is_refused {
        return Some(format!("kubectl accepts it: {problems:?}"));
    }
    let ours: Vec<Value> = documents.iter().map(|json| serde_json::from_str(json).expect("it is JSON")).collect();
    let is_same = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| are_same(ours, theirs));
    (!is_same).then(|| format!("{ours:?} is not {theirs:?}"))
}

#[test]
fn the_table_of_kubectl() {
    let rows = TABLE.lines().map(|line| serde_json::from_str::<BTreeMap<String, Value>>(line).expect("a row is JSON"));
    let mut counts = [0, 0];
    let mut wrong = Vec::new();
    for row in rows {
        counts[usize::from(row.contains_key("refused"))] += 1;
        wrong.extend(disagreement(&row).map(|disagreement| format!("{}: {disagreement}", row["name"])));
    }
    assert!(counts.iter().all(|count| *count > 150), "{counts:?}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A value to write.
#[derive(Clone, Debug)]
enum Node {
    /// A scalar on one line.
    Scalar(String),
    /// A block scalar: its header, and its lines with their additional indentation.
    Block(&'static str, Vec<String>),
    Mapping {
        flow: bool,
        merges: bool,
        values: Vec<Node>,
    },
    Sequence {
        flow: bool,
        items: Vec<Node>,
    },
    Anchored(Box<Node>),
    /// The anchor with this number, if the document has so many before this place.
    Alias(usize),
}

fn scalar() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(vec![
        "",
        "~",
        "null",
        "true",
        "False",
        "yes",
        "off",
        "n",
        "0",
        "64512",
        "-1",
        "+5",
        "017",
        "089",
        "1_000",
        "0x1F",
        "0o17",
        "0b11",
        "1.10",
        "64512.0",
        "6.5e4",
        ".5",
        "5.",
        ".inf",
        "-.INF",
        ".nan",
        "1e",
        "+",
        "14907:14",
        "10.0.0.1/24",
        "fd00::1",
        "2025-03-11",
        "has(rack) && all()",
        "a == 'b'",
        "it's",
        "a#b",
        "a - b",
        "ü→😀",
        "18446744073709551615",
        "a?",
        "<<",
        "-a",
        "?a",
        ":a",
        "a:b",
        "=",
        "%a",
    ]);
    let quoted = prop::sample::select(vec![
        "''",
        "'it''s'",
        "'a: b # c'",
        "\"\"",
        r#""a\"b\\c\td\n""#,
        r#""\u00fc\x41\U0001F600""#,
        "\"true\"",
        "'017'",
        "\"ü\"",
        "' a '",
        "'#'",
        "\"- a\"",
        r#""\/""#,
        "'<<'",
    ]);
    let tagged = prop::sample::select(vec!["!has(x)", "!local a", "!!str 5", "!!str true", "! a"]);
    prop_oneof![6 => plain, 3 => quoted, 1 => tagged].prop_map(str::to_owned)
}

fn node() -> impl Strategy<Value = Node> {
    let line = prop::sample::select(vec!["", "text", "  more", "# no comment", "a: b", "- a", "ü", "trailing  "]);
    let header = prop::sample::select(vec!["|", ">", "|-", ">-", "|+", ">+"]);
    let leaf = prop_oneof![
        8 => scalar().prop_map(Node::Scalar),
        1 => (header, prop::collection::vec(line.prop_map(str::to_owned), 1..4)).prop_map(|(header, mut lines)| {
            // The first line sets the indentation.
            lines.insert(0, "first".to_owned());
            Node::Block(header, lines)
        }),
        1 => (0..4usize).prop_map(Node::Alias),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let values = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            3 => (prop::bool::weighted(0.3), prop::bool::weighted(0.2), values.clone())
                .prop_map(|(flow, merges, values)| Node::Mapping { flow, merges, values }),
            2 => (prop::bool::weighted(0.3), values).prop_map(|(flow, items)| Node::Sequence { flow, items }),
            1 => inner.prop_map(|node| Node::Anchored(Box::new(node))),
        ]
    })
}

/// Writes a document.
struct Writer {
    text: String,
    /// The indentation of a level.
    step: usize,
    comments: bool,
    anchors: usize,
    /// The number of anchors of complete mappings.
    mappings: Vec<usize>,
}

impl Writer {
    fn line_end(&mut self) {
        self.text.push_str(if self.comments { "  # a comment: 'with' {signs\n\n" } else { "\n" });
    }

    /// Writes the value after `key:` or `-`, up to the end of the last line.
    fn value(&mut self, node: &Node, indent: usize) {
        match node {
            Node::Block(header, lines) => {
                self.text.push_str(&format!(" {header}\n"));
                for line in lines {
                    let line = if line.is_empty() { String::new() } else { " ".repeat(indent) + line };
                    self.text.push_str(&(line + "\n"));
                }
            }
            Node::Mapping { flow: false, merges, values } if !values.is_empty() => {
                self.line_end();
                if let (true, Some(anchor)) = (merges, self.mappings.last()) {
                    self.text.push_str(&format!("{}<<: *a{anchor}\n", " ".repeat(indent)));
                }
                for (number, value) in values.iter().enumerate() {
                    self.text.push_str(&format!("{}{}:", " ".repeat(indent), key(number)));
                    self.value(value, indent + self.step);
                }
            }
            Node::Sequence { flow: false, items } if !items.is_empty() => {
                self.line_end();
                for item in items {
                    self.text.push_str(&format!("{}-", " ".repeat(indent)));
                    self.value(item, indent + self.step);
                }
            }
            Node::Anchored(inner) if !matches!(**inner, Node::Anchored(_) | Node::Alias(_)) => {
                let number = self.anchors;
                self.anchors += 1;
                self.text.push_str(&format!(" &a{number}"));
                self.value(inner, indent);
                if matches!(**inner, Node::Mapping { .. }) {
                    self.mappings.push(number);
                }
            }
            Node::Anchored(inner) => self.value(inner, indent),
            inline => {
                self.text.push(' ');
                self.inline(inline);
                self.line_end();
            }
        }
    }

    /// Writes a value in flow style.
    fn inline(&mut self, node: &Node) {
        match node {
            Node::Scalar(text) => self.text.push_str(text),
            Node::Block(..) => self.text.push_str("'a\n          folded\n\n          text'"),
            Node::Mapping { values, .. } => {
                self.text.push('{');
                for (number, value) in values.iter().enumerate() {
                    self.text.push_str(&format!("{}: ", key(number)));
                    self.flow_item(value);
                    self.text.push_str(", ");
                }
                self.text.push('}');
            }
            Node::Sequence { items, .. } => {
                self.text.push('[');
                for item in items {
                    self.flow_item(item);
                    self.text.push_str(", ");
                }
                self.text.push(']');
            }
            Node::Anchored(inner) => self.inline(inner),
            Node::Alias(number) if *number < self.anchors => self.text.push_str(&format!("*a{number} ")),
            Node::Alias(_) => self.text.push_str("none"),
        }
    }

    /// An item of a flow collection: it must not be empty, nor have the special characters of flow style.
    fn flow_item(&mut self, node: &Node) {
        match node {
            Node::Scalar(text)
                if text.is_empty()
                    || !text.starts_with(['\'', '"']) && text.contains([':', '#', '?', '-', '!', '=']) =>
            {
                self.text.push_str("'x'");
            }
            Node::Anchored(inner) => self.flow_item(inner),
            node => self.inline(node),
        }
    }
}

fn key(number: usize) -> &'static str {
    ["a", "'b c'", "\"d\"", "e.f/g"].get(number).copied().unwrap_or("z")
}

fn document() -> impl Strategy<Value = String> {
    (node(), 1..5usize, prop::bool::weighted(0.2)).prop_map(|(root, step, comments)| {
        let mut writer = Writer { text: "root:".to_owned(), step, comments, anchors: 0, mappings: Vec::new() };
        writer.value(&root, step);
        writer.text
    })
}

/// Checks that what bgplint prints of a text means the same when bgplint reads it again, as JSON and as YAML.
fn reads_again(text: &str) -> Result<(), TestCaseError> {
    let (documents, problems) = read(text);
    for problem in problems {
        prop_assert!(
            problem.span.end as usize <= text.len() && text.get(problem.span.range()).is_some(),
            "{problem:?}"
        );
    }
    for json in documents.iter().filter(|json| json.starts_with('{')) {
        for again in [json.clone(), format!("---\n{json}\n")] {
            let (read, problems) = read(&again);
            // kubectl reads escapes beyond U+FFFF in JSON, and a `\\/` in no YAML; bgplint writes neither.
            prop_assert_eq!((read.as_slice(), problems), (std::slice::from_ref(json), Vec::new()), "{}", again);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(random::config(1000))]

    #[test]
    fn random_documents(text in document(), crlf in any::<bool>()) {
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        reads_again(&text)?;
    }

    #[test]
    fn broken_documents(
        text in document(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[-a1 :#,'\"{}\\[\\]*|>@\n\t%&!?]?"), 1..4),
    ) {
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        for (at, change) in changes {
            let at = at.index(characters.len());
            characters[at] = change;
        }
        reads_again(&characters.concat())?;
    }
}

//! libyaml is the judge of YAML: bgplint reads the fixtures and random documents like libyaml.

use std::path::Path;
use std::sync::LazyLock;

use bgplint::document::scalar::{Resolved, resolve};
use bgplint::document::{Quoting, SyntaxProblem, Value, View, parse, pieces};
use proptest::prelude::*;
use regex::Regex;
use serde_yaml::Value as Theirs;

use crate::support::{fixtures, manifests, random};

/// Whether it is known and correct that only one of the two accepts a document.
fn is_known_refusal(ours: Option<&SyntaxProblem>, theirs: Option<&serde_yaml::Error>) -> bool {
    let says = |message: String, parts: &[&str]| parts.iter().any(|part| message.contains(part));
    match (ours, theirs) {
        // go-yaml accepts no collections as keys either, and has its own limits for aliases. The blank before a comment is
        // one of the known differences below.
        (Some(ours), None) => says(
            ours.message.clone(),
            &["cannot be a key", "nests deeper", "stand for more than", "comments must be separated"],
        ),
        // go-yaml accepts duplicate keys, which a rule reports, and integers of any size, and does not merge a quoted `<<`.
        // It rejects `!has(a) && has(b)`, for which bgplint has a rule.
        (None, Some(theirs)) => says(
            theirs.to_string(),
            &[
                "duplicate entry",
                "invalid type: integer",
                "for merging",
                "recursion limit",
                "repetition limit",
                "scanning an anchor",
            ],
        ),
        _ => false,
    }
}

/// Whether go-yaml v2 (YAML 1.1) and serde_yaml (YAML 1.2) correctly disagree on a plain scalar: `yes`, `017`, `089`,
/// `1_000`, `0B1`, and numbers beyond 64 bits.
fn is_known_meaning(plain: &str) -> bool {
    let is_word = matches!(resolve(plain), Resolved::Bool(_));
    let digits = plain.trim_start_matches(['+', '-']);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '_');
    let has_leading_zero = digits.len() > 1 && digits.starts_with('0');
    is_word || is_number && (has_leading_zero || digits.contains('_') || digits.len() > 18)
}

/// The difference between the two readings of a text; `None` where they agree.
fn disagreement(text: &str) -> Option<String> {
    pieces(text).0.into_iter().find_map(|piece| {
        let theirs = serde_yaml::from_str::<Theirs>(piece.span.slice(text)).and_then(|mut value| {
            value.apply_merge()?;
            Ok(value)
        });
        match (parse(text, piece.span), theirs) {
            (Ok(Some(ours)), Ok(theirs)) => difference(&ours.root(), &theirs),
            (Ok(None), Ok(theirs)) => (!theirs.is_null()).then(|| format!("nothing, but {theirs:?}")),
            (Err(_), Err(_)) => None,
            (Err(ours), Ok(_)) if is_known_refusal(Some(&ours), None) => None,
            (Ok(_), Err(theirs)) if is_known_refusal(None, Some(&theirs)) => None,
            (Err(ours), Ok(_)) => Some(format!("only bgplint refuses: {ours:?}")),
            (Ok(_), Err(theirs)) => Some(format!("only serde_yaml refuses: {theirs}")),
        }
    })
}

fn difference(ours: &Value, theirs: &Theirs) -> Option<String> {
    let theirs = match theirs {
        Theirs::Tagged(tagged) => {
            let is_same = ours.tag().is_some_and(|tag| tagged.tag == *tag.text);
            if !is_same {
                return Some(format!("the tag {:?} is not {}", ours.tag(), tagged.tag));
            }
            &tagged.value
        }
        theirs => theirs,
    };
    match (ours.view(), theirs) {
        (View::Mapping(ours), Theirs::Mapping(theirs)) => {
            let missing =
                ours.iter().find(|entry| !theirs.keys().any(|key| scalar_difference(&entry.key, key).is_none()));
            if let Some(entry) = missing {
                return Some(format!("only bgplint has the key `{}`", entry.key.source()));
            }
            theirs.iter().find_map(|(key, value)| {
                let entry = ours.iter().rev().find(|entry| scalar_difference(&entry.key, key).is_none());
                entry.map_or(Some(format!("only serde_yaml has the key {key:?}")), |entry| {
                    difference(&entry.value, value)
                })
            })
        }
        (View::Sequence(ours), Theirs::Sequence(theirs)) => {
            let pairs = ours.iter().zip(theirs);
            let lengths = (ours.len() != theirs.len()).then(|| format!("{} or {} items", ours.len(), theirs.len()));
            lengths.or_else(|| pairs.into_iter().find_map(|(ours, theirs)| difference(ours, theirs)))
        }
        (View::Scalar(_), theirs) => scalar_difference(ours, theirs),
        (ours, theirs) => Some(format!("{ours:?} is not {theirs:?}")),
    }
}

fn scalar_difference(ours: &Value, theirs: &Theirs) -> Option<String> {
    let text = ours.text()?;
    let is_plain = ours.quoting() == Some(Quoting::Plain) && ours.tag().is_none();
    // With a private tag, go-yaml always keeps the text, serde_yaml mostly the meaning.
    let is_private = ours.tag().is_some_and(|tag| !tag.is_core);
    let is_same = means(&ours.resolved(), &text, theirs) || (is_private && means(&resolve(&text), &text, theirs));
    // libyaml adds no line end to a block scalar at the end of the file, but kubectl adds one to the file.
    let is_last_block =
        ours.quoting() == Some(Quoting::Block) && theirs.as_str().is_some_and(|theirs| text == format!("{theirs}\n"));
    // The text is the same even if the two resolve it differently.
    let is_known = is_plain && is_known_meaning(&text) && theirs.as_str().is_none_or(|theirs| theirs == text);
    (!is_same && !is_known && !is_last_block).then(|| format!("`{text}` ({:?}) is not {theirs:?}", ours.resolved()))
}

fn means(ours: &Resolved, text: &str, theirs: &Theirs) -> bool {
    match (ours, theirs) {
        (Resolved::Text, Theirs::String(theirs)) => theirs == text,
        (Resolved::Null, Theirs::Null) => true,
        (Resolved::Bool(ours), Theirs::Bool(theirs)) => ours == theirs,
        (Resolved::Int(ours), Theirs::Number(theirs)) => theirs.to_string() == ours.to_string(),
        (Resolved::Float(ours), Theirs::Number(theirs)) => {
            theirs.as_f64().is_some_and(|theirs| ours.total_cmp(&theirs).is_eq())
        }
        _ => false,
    }
}

#[test]
fn fixtures() {
    let mut files: Vec<(String, String)> =
        ["fixtures/clusters", "fixtures/sessions"].map(Path::new).into_iter().flat_map(manifests).collect();
    files.extend(fixtures::all().iter().flat_map(|fixture| {
        let named = |(name, text): (String, String)| (format!("{}/{}/{name}", fixture.rule, fixture.name), text);
        fixture.files().into_iter().map(named)
    }));
    files.retain(|(name, _)| name.ends_with(".yaml"));
    assert!(files.len() > 1_000, "{}", files.len());
    let failures = files.iter().filter_map(|(name, text)| Some(format!("{name}: {}", disagreement(text)?)));
    let failures: Vec<String> = failures.collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
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

/// Characters that granit-parser (YAML 1.2) and libyaml (YAML 1.1) are known to read differently in unusual places. The
/// cases that matter are in the table of `signs_out_of_place`.
static OUT_OF_PLACE: LazyLock<Regex> = LazyLock::new(|| {
    let signs = r#"(?x)
        !                         # a tag
        | &[\w-]*[^\w\s-]         # an anchor's name
        | [\[{,]\s*[:?] | :[,\]}] # an empty key or value in a flow collection
        | (?m:^[\s-]*:)           # an empty key
        | ['"\]}|>]\#             # a comment without a blank before it
        | -[,\]}]                 # a lone dash
        | (?m:^[\s-]*[|>])        # a block scalar without a key
    "#;
    Regex::new(signs).expect("the signs are a pattern")
});

/// Whether a text has such a character, or a quoted string on several lines, whose indentation YAML 1.1 does not check.
fn is_out_of_place(text: &str) -> bool {
    let is_open = |line: &str| ["'", "\""].iter().any(|quote| line.matches(quote).count() % 2 == 1);
    OUT_OF_PLACE.is_match(text) || text.lines().any(is_open)
}

/// Texts that kubectl rejects or accepts, because go-yaml is a port of libyaml, and that YAML 1.2 treats the other way
/// around.
#[test]
fn signs_out_of_place() {
    let refused = ["a: {cidr: ::/0}\n", "a: [::1]\n", "\ta: 1\n", "-\ta\n", "<<: 5\n", "a: &x 1\nb: {<<: *x}\n"];
    let taken = ["a: !!foo 5\n", "a: !<tag:yaml.org,2002:str> 5\n"];
    let is_taken = |text: &str| {
        let piece = pieces(text).0[0];
        parse(text, piece.span).is_ok()
    };
    let mut wrong: Vec<String> = Vec::new();
    for (texts, expected) in [(refused.as_slice(), false), (taken.as_slice(), true)] {
        let theirs = |text: &str| serde_yaml::from_str::<Theirs>(text).and_then(|mut value| value.apply_merge());
        assert!(texts.iter().all(|text| theirs(text).is_ok() == expected));
        let verb = if expected { "refused" } else { "taken" };
        wrong.extend(texts.iter().filter(|text| is_taken(text) != expected).map(|text| format!("{verb}: {text:?}")));
        wrong.extend(
            texts
                .iter()
                .filter(|text| expected && is_taken(text))
                .filter_map(|text| Some(format!("{} in {text:?}", disagreement(text)?))),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Differences from libyaml that remain: they are rare in manifests, and kubectl reports what it rejects. A row that no
/// longer differs belongs in the table above.
#[test]
fn known_differences() {
    let only_we_take = [
        "a: {cidr:,}\n",
        "a:\n  : b\n",
        "a: 1\n\t\nb: 2\n",
        "a: 1\n\t# comment\nb: 2\n",
        "a: &x.y 1\n",
        "a: &x: 1\n",
        "<<: [{a: 1}, 5]\n",
    ];
    let only_we_refuse = [
        "a: [b]# comment\n",
        "a: \"x\"# comment\n",
        "a: |# comment\n  x\n",
        "a: \"x\ny\"\n",
        "a:\n  b: \"x\n  y\"\n",
        "a: {\n\tb: 1\n}\n",
        "a: [\n\t1,\n\t2\n]\n",
        "a: [-]\n",
    ];
    for (texts, ours) in [(only_we_take.as_slice(), true), (only_we_refuse.as_slice(), false)] {
        for text in texts {
            let theirs = serde_yaml::from_str::<Theirs>(text).and_then(|mut value| value.apply_merge()).is_ok();
            assert_eq!((parse(text, pieces(text).0[0].span).is_ok(), theirs), (ours, !ours), "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..random::config(1000) })]

    #[test]
    fn random_documents(text in document(), crlf in any::<bool>()) {
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let difference = disagreement(&text);
        prop_assert!(difference.is_none(), "{}\n{text}", difference.unwrap_or_default());
    }

    #[test]
    fn broken_documents(
        text in document(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[-a1 :#,'\"{}\\[\\]*|>@\n]?"), 1..4),
    ) {
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        for (at, change) in changes {
            let at = at.index(characters.len());
            characters[at] = change;
        }
        let text = characters.concat();
        prop_assume!(!is_out_of_place(&text));
        let difference = disagreement(&text);
        prop_assert!(difference.is_none(), "{}\n{text}", difference.unwrap_or_default());
    }
}

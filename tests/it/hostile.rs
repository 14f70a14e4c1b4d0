//! No file makes bgplint panic, hang or exhaust the memory, and broken files are reported as broken.

use std::fmt::Write;
use std::sync::mpsc;
use std::time::Duration;

use bgplint::{Format, Input, Look, Overrides, Selection, Settings, Source, check};
use proptest::prelude::*;

use crate::support::random;

/// The time limit for a file, in a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);
const HEAD: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: a\n";

/// Checks a file and writes every format; returns the rules of the findings.
fn lint(bytes: Vec<u8>) -> Vec<&'static str> {
    let input = Input::from_sources(vec![Source::from_bytes("hostile.yaml", bytes)]);
    let selection = Selection { pedantic: true, ..Selection::default() };
    let overrides = Overrides { selection, ..Overrides::default() };
    let report = check(&input, &Settings { overrides, ..Settings::default() }).expect("nothing more is required");
    for format in [Format::Pretty, Format::Concise, Format::Json] {
        let mut text = Vec::new();
        format.write(&report, Look { color: true, width: 80, links: true }, &mut text).expect("memory takes the text");
        assert!(report.findings.is_empty() || !text.is_empty());
    }
    report.findings.iter().map(|located| located.finding.rule.name).collect()
}

/// Checks a file within the time limit, in its own thread.
fn within_limit(name: &str, text: impl Into<Vec<u8>>) -> Vec<&'static str> {
    let (sender, receiver) = mpsc::channel();
    let bytes = text.into();
    std::thread::spawn(move || sender.send(lint(bytes)));
    receiver.recv_timeout(LIMIT).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn broken(name: &str, text: impl Into<Vec<u8>>) {
    let rules = within_limit(name, text);
    assert!(rules.contains(&"yaml-syntax"), "{name}: {rules:?}");
}

fn sound(name: &str, text: impl Into<Vec<u8>>) -> Vec<&'static str> {
    let rules = within_limit(name, text);
    assert!(!rules.contains(&"yaml-syntax"), "{name}");
    rules
}

/// Nine levels of nine aliases each; `item` writes a line.
fn bomb(item: impl Fn(usize, &str) -> String) -> String {
    let mut text = HEAD.to_owned() + "spec:\n  a0: &a0 x\n";
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text += &item(level, &aliases);
    }
    text + "  peerIP: *a9\n"
}

#[test]
fn alias_bombs() {
    broken("flow bomb", bomb(|level, aliases| format!("  a{level}: &a{level} [{aliases}]\n")));
    broken(
        "block bomb",
        bomb(|level, aliases| {
            let items = aliases.split(", ").map(|alias| format!("    - {alias}\n")).collect::<String>();
            format!("  a{level}: &a{level}\n{items}")
        }),
    );
    let keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    broken(
        "mapping bomb",
        bomb(|level, aliases| {
            let entries: Vec<String> =
                keys.iter().zip(aliases.split(", ")).map(|(key, alias)| format!("{key}: {alias}")).collect();
            format!("  a{level}: &a{level} {{{}}}\n", entries.join(", "))
        }),
    );
    let merges = bomb(|level, aliases| format!("  a{level}: &a{level} {{<<: [{aliases}], k{level}: x}}\n"));
    broken("merge bomb", merges.replace("a0: &a0 x", "a0: &a0 {x: y}"));
    let quadratic = format!("{HEAD}spec:\n  a: &a [{}]\n  b: [{}]\n", "x, ".repeat(20_000), "*a, ".repeat(20_000));
    broken("quadratic bomb", quadratic);
    let long = format!("{HEAD}spec:\n  a: &a {}\n  filters: [{}]\n", "x".repeat(100_000), "*a, ".repeat(20_000));
    broken("one long text 20,000 times", long);
}

#[test]
fn aliases_to_themselves() {
    broken("sequence", format!("{HEAD}spec: &a [*a]\n"));
    broken("mapping", format!("{HEAD}spec: &a\n  peerIP: *a\n"));
    broken("merge", format!("{HEAD}spec: &a\n  <<: *a\n"));
    broken("root", format!("&a\n{HEAD}spec: *a\n"));
    broken("later anchor", format!("{HEAD}spec: *a\nother: &a x\n"));
}

#[test]
fn merge_chain() {
    let mut text = HEAD.to_owned() + "chain:\n- &a0 {x: y}\n";
    for level in 1..=100_000 {
        let _ = writeln!(text, "- &a{level} {{<<: *a{}}}", level - 1);
    }
    within_limit("100,000 merges", text + "spec: *a100000\n");
}

#[test]
fn deep_nesting() {
    let depth = 10_000;
    let block: String = (0..depth).map(|level| format!("{}a:\n", " ".repeat(level + 2))).collect();
    broken("block mappings", format!("{HEAD}spec:\n{block}"));
    broken("flow sequences", format!("{HEAD}spec: {}{}\n", "[".repeat(depth), "]".repeat(depth)));
    broken("open flow sequences", format!("{HEAD}spec: {}\n", "[".repeat(depth)));
    broken("flow mappings", format!("{HEAD}spec: {}{}\n", "{a: ".repeat(depth), "}".repeat(depth)));
    broken("open flow mappings", format!("{HEAD}spec: {}\n", "{ ".repeat(depth)));
    let json = r#"{"apiVersion": "projectcalico.org/v3", "kind": "BGPPeer", "spec": "#;
    broken("JSON", format!("{json}{}1{}}}\n", r#"{"a":"#.repeat(depth), "}".repeat(depth)));
    broken("dashes on one line", format!("{HEAD}spec:\n  {}x\n", "- ".repeat(50_000)));
    broken("question marks on one line", format!("{HEAD}spec:\n  {}x\n", "? ".repeat(50_000)));
    let lists = r#"{"apiVersion": "v1", "kind": "List", "items": ["#;
    within_limit("lists in lists", format!("{}{}\n", lists.repeat(200), "]}".repeat(200)) + "---\n" + HEAD);
}

#[test]
fn long_lines() {
    let mut items = String::new();
    while items.len() < 500_000 {
        let number = items.len();
        let _ = write!(
            items,
            r#"{{"apiVersion":"projectcalico.org/v3","kind":"BGPPeer","metadata":{{"name":"peer-{number}"}},"spec":{{"peerIP":"10.0.0.1","asNumber":"64512","nodeSelector":"rack == 'r1'"}}}},"#
        );
    }
    let rules = sound(
        "half a MB of JSON on a line",
        format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, items.trim_end_matches(',')),
    );
    assert!(rules.len() > 2_500);
}

#[test]
fn large_selector() {
    sound("1 MB of selector", format!("{HEAD}spec:\n  nodeSelector: {}\n", "a == 'b' && ".repeat(83_000) + "all()"));
    sound("1 MB of parentheses", format!("{HEAD}spec:\n  nodeSelector: {}\n", "(".repeat(1_000_000)));
    sound("1 MB of negations", format!("{HEAD}spec:\n  nodeSelector: \"{}all()\"\n", "!".repeat(1_000_000)));
}

#[test]
fn many_lines() {
    sound(
        "200,000 comments",
        "# a comment\n".repeat(200_000) + HEAD + &"  # a comment\n".repeat(200_000) + "spec:\n  peerIP: 10.0.0.1\n",
    );
    sound("only `---`", "---\n".repeat(100_000) + HEAD);
    broken("refused `---` lines", "--- x\n".repeat(2_000) + HEAD);
    sound("a lone byte order mark", "\u{feff}");
    sound("blank lines", "\n".repeat(1_000_000) + HEAD);
}

#[test]
fn many_documents() {
    let documents: String =
        (0..8_000).map(|number| format!("{}---\n", HEAD.replace("name: a", &format!("name: a{number}")))).collect();
    sound("8,000 documents", documents);
}

#[test]
fn many_namesakes() {
    let rules =
        sound("3,000 namesakes", format!("{HEAD}spec: {{peerIP: 10.0.0.1, asNumber: 64512}}\n---\n").repeat(3_000));
    assert!(rules.contains(&"duplicate-resource"));
}

#[test]
fn duplicate_keys() {
    let rules = sound("20,000 duplicate keys", format!("{HEAD}spec:\n{}", "  peerIP: 10.0.0.1\n".repeat(20_000)));
    assert!(rules.contains(&"duplicate-key"));
}

#[test]
fn unknown_fields() {
    let fields: String = (0..10_000).map(|number| format!("  field{number}: x\n")).collect();
    let rules = sound("10,000 unknown fields", format!("{HEAD}spec:\n{fields}"));
    assert_eq!(rules.iter().filter(|rule| **rule == "unknown-field").count(), 10_000);
}

#[test]
fn bytes_that_are_no_text() {
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let noise: Vec<u8> = (0..1_000_000).map(|_| random()).collect();
    broken("random bytes", [b"projectcalico.org/", noise.as_slice()].concat());
    broken("bad UTF-8", [HEAD.as_bytes(), b"spec: \xff\xfe\n"].concat());
    broken("cut UTF-8", [HEAD.as_bytes(), "spec: ü".as_bytes().split_last().expect("it is not empty").1].concat());
    broken("NUL", format!("{HEAD}spec:\n  peerIP: \0\n"));
    broken("NULs", format!("{HEAD}{}", "\0".repeat(1_000_000)));
    let utf16: Vec<u8> = format!("\u{feff}{HEAD}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Every second byte is NUL, so the search of the bytes finds no kind.
    within_limit("UTF-16", utf16.clone());
    broken("UTF-16 behind a name", [HEAD.as_bytes(), utf16.as_slice()].concat());
}

#[test]
fn broken_scalars() {
    let long = "x y\n  ".repeat(1_000_000);
    broken("open double quotes", format!("{HEAD}spec:\n  a: \"{long}"));
    broken("open single quotes", format!("{HEAD}spec:\n  a: '{long}"));
    broken("open quotes on one line", format!("{HEAD}spec:\n  a: \"{}", "x".repeat(5_000_000)));
    sound("long plain text", format!("{HEAD}spec:\n  a: {}", long.replace("  ", "   ")));
    broken("indentation indicator", format!("{HEAD}spec:\n  a: |999999999999\n    x\n"));
    broken("two indicators", format!("{HEAD}spec:\n  a: |9-9\n    x\n"));
    sound("largest indicator", format!("{HEAD}spec:\n  a: |9\n  {}x\n", " ".repeat(1_000_000)));
    broken("tabs", HEAD.replace("  ", "\t") + "spec:\n\t\tpeerIP:\t10.0.0.1\n");
    broken("many tabs", format!("{HEAD}spec:\n{}peerIP: x\n", "\t".repeat(1_000_000)));
    broken("escapes", format!("{HEAD}spec:\n  a: \"{}\\q\"\n", "\\U0001F600".repeat(100_000)));
    broken("a key of 1 MB", format!("{HEAD}spec:\n  {}\n  a: b\n", "x".repeat(1_000_000)));
    sound("a number of 1 MB", format!("{HEAD}spec:\n  asNumber: {}\n", "9".repeat(1_000_000)));
    broken("a tag of 1 MB", format!("{HEAD}spec: !{}>x\n  - - :\n ]", "x%".repeat(500_000)));
}

proptest! {
    #![proptest_config(random::config(512))]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        lint([HEAD.as_bytes(), b"spec:\n  ", &bytes].concat());
    }

    #[test]
    fn random_text(text in "([ \n\t:,#'\"&*!|>%@`?{}\\[\\]<-]|[a-c0-2ü😀~]|spec|peerIP|\r\n|---\n|  |- |\\PC){0,80}") {
        lint(format!("{HEAD}{text}").into_bytes());
    }
}

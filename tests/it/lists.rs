//! A list that is read in parts gives the same as the list read as a whole, whatever its shape; and so do its items in files of
//! their own.

use bgplint::Source;
use bgplint::document::{Sizes, large_list, pieces};
use bgplint::resource::{FileContents, read, read_in_parts};
use proptest::prelude::*;

use crate::support::random;

/// Each item is a part of its own.
const SMALL: Sizes = Sizes { whole: 0, part: 1 };

/// Items of a list, without the dash: lines that are indented below the dash.
const ITEMS: [&str; 14] = [
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: a\nspec:\n  peerIP: 10.0.0.1",
    "kind: BGPPeer\napiVersion: projectcalico.org/v3\nmetadata: {name: b}\nspec: {peerIP: 10.0.0.2, asNumber: x}",
    "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: c}, spec: {peerIP: 1.2.3.4}}",
    "apiVersion: v1\nkind: Node\nmetadata:\n  name: d\n  managedFields:\n  - manager: kubelet\n    time: x\nstatus:\n  conditions:\n  - type: Ready\n  addresses: []",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\n# comment\nmetadata:\n  name: e\n\nspec:\n# comment at the left\n  nodeSelector: |\n    has(a)\n    - b\n  peerSelector: all()",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: \"f\n- g\"\nspec: {}",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: h\nspec:\n  filters: [a,\n- b, c]",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: &m\n  name: i\nspec: {}",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: *m\nspec: {}",
    "metadata: {name: without-kind}\nspec: {peerIP: x}",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  metadata: {name: j}\n  spec: {unknown: 1}",
    "- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  metadata: {name: k}",
    "",
    "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: 'l",
];
/// Lines between the items.
const BETWEEN: [&str; 8] = ["", "# comment", "  # comment", "        # comment", "\t", "   ", "...", "x: ["];
/// What comes before the list.
const HEADS: [&str; 9] = [
    "apiVersion: v1\nkind: List\n",
    "# comment\nkind: BGPPeerList\napiVersion: projectcalico.org/v3\nmetadata: {}\n",
    "",
    "apiVersion: v1\nkind: List\nmetadata: &m {name: z}\n",
    "apiVersion: v1\nkind: List\nx: [\n",
    "apiVersion: v1\nkind: List\nitems: []\n",
    "apiVersion: v1\nkind: List\ntext: |\n  items:\n  - a\n",
    "apiVersion: apps/v1\nkind: ControllerRevisionList\n",
    "text: \"\nitems:\n- a: b\"\n",
];
/// What comes behind the list.
const TAILS: [&str; 9] = [
    "",
    "kind: List\napiVersion: v1\n",
    "x: [\n",
    " x: 1\n",
    "items:\n- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  metadata: {name: last}\n",
    "- a\nkind: List\n",
    "metadata: *m\n",
    "text: '\n- a\n'\n",
    "...\nrest: 1\n",
];

/// The text of a list in block style.
fn list(head: &str, items: &[(usize, bool, usize)], tail: &str, column: usize) -> String {
    let mut text = format!("{head}items:\n");
    for (item, is_dash_alone, between) in items {
        let indent = " ".repeat(column);
        let lines = ITEMS[*item].replace('\n', &format!("\n{indent}  "));
        text += &match is_dash_alone {
            true => format!("{indent}-\n{indent}  {lines}\n"),
            false => format!("{indent}- {lines}\n"),
        };
        if let Some(line) = BETWEEN.get(*between) {
            text += &format!("{line}\n");
        }
    }
    text + tail
}

/// What a reader makes of a text; the parts themselves do not count.
fn read_as(text: &str, read: impl Fn(&Source) -> FileContents) -> String {
    let contents = FileContents { parts: Vec::new(), ..read(&Source::from_text("list.yaml", text)) };
    format!("{contents:#?}")
}

fn same_in_parts(text: &str) -> Result<(), TestCaseError> {
    prop_assert_eq!(read_as(text, |source| read_in_parts(source, SMALL)), read_as(text, read), "{}", text);
    Ok(())
}

/// A choice of which the first is the most likely.
fn mostly_first(count: usize) -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0), 2 => 0..count]
}

proptest! {
    #![proptest_config(random::config(2000))]

    #[test]
    fn in_block_style(
        head in mostly_first(HEADS.len()),
        items in prop::collection::vec((0..ITEMS.len(), any::<bool>(), 0..30_usize), 0..5),
        tail in mostly_first(TAILS.len()),
        column in 0..3_usize,
        crlf in prop::bool::weighted(0.2),
    ) {
        let text = list(HEADS[head], &items, TAILS[tail], column);
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        same_in_parts(&text)?;
    }

    #[test]
    fn in_json(
        names in prop::collection::vec(0..4_usize, 0..5),
        shape in 0..6_usize,
    ) {
        let item = |name: &usize| match name {
            0 => r#"{"apiVersion": "projectcalico.org/v3", "kind": "BGPPeer", "metadata": {"name": "a\/b"}, "spec": {"x": [1, {"items": []}]}}"#,
            1 => "{\n  \"metadata\": {\"name\": \"b\"}, \"spec\": {}\n}",
            2 => "5",
            _ => "[null]",
        };
        let items = names.iter().map(item).collect::<Vec<_>>().join(",\n    ");
        let list = match shape {
            0 => format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{items}]}}"#),
            1 => format!("{{\n    \"apiVersion\": \"projectcalico.org/v3\",\n    \"items\": [\n        {items}\n    ],\n    \"kind\": \"BGPPeerList\"\n}}\n"),
            2 => format!(r#"{{"apiVersion": "v1", "kind": "List", "items": [{items}], "items": [{items}]}}"#),
            3 => format!(r#"{{"apiVersion": "v1", "kind": "List", "x": {{"items": [1]}}, "items": [{items}]"#),
            4 => format!(r#"{{"apiVersion": "v1", "kind": "Other", "items": [{items}]}}"#),
            _ => format!(r#"{{"items": {{"items": [{items}]}}, "apiVersion": "v1", "kind": "List"}}"#),
        };
        same_in_parts(&list)?;
    }
}

#[test]
fn lists_of_usual_shapes_are_read_in_parts() {
    let peer = (0, false, 30);
    for items in [[peer, peer], [(0, true, 0), peer], [(0, false, 1), (1, false, 30)], [(4, false, 2), peer]] {
        for (head, tail) in [(HEADS[0], ""), (HEADS[1], ""), ("", TAILS[1])] {
            for column in [0, 2] {
                let text = list(head, &items, tail, column);
                let parts = large_list(&text, pieces(&text).0[0], SMALL).map_or(0, |list| list.parts.len());
                let resources = read_in_parts(&Source::from_text("list.yaml", &text), SMALL);
                assert_eq!((parts, resources.parts.len(), resources.resources.len()), (2, 2, 2), "{text}");
            }
        }
    }
}

#[test]
fn a_large_list_loses_nothing() {
    let peer = |number: usize| {
        let comment = if number == 1 { "# a comment at the left\n" } else { "" };
        format!(
            "- apiVersion: projectcalico.org/v3\n{comment}  kind: BGPPeer\n  metadata: {{name: peer-{number}}}\n  \
             spec: {{peerIP: 10.0.{}.{}, asNumber: 64512}} # {}\n",
            number / 250,
            number % 250,
            "a long comment ".repeat(8),
        )
    };
    let items: String = (0..7000).map(peer).collect();
    let text = format!("apiVersion: v1\nkind: List\nitems:\n{items}");
    let contents = read(&Source::from_text("list.yaml", &text));
    assert!(contents.parts.len() > 1 && contents.syntax.is_empty());
    assert_eq!(contents.resources.len(), 7000);
    for broken in [format!("x: [\n{text}"), format!("{text}x: [\n")] {
        let contents = read(&Source::from_text("list.yaml", &broken));
        assert_eq!((contents.syntax.len(), contents.resources.len()), (1, 0));
    }
}

//! The fields of a dump that nobody reads are left out of its parts only where the rest means the same.

use std::fmt::Write;

use bgplint::document::{Document, Sizes, Span, SyntaxProblem, Value, View, large_list, parse, parse_read, pieces};
use bgplint::resource::{self, UNREAD};
use proptest::prelude::*;

use bgplint::input::Source;

/// An object as kubectl writes it, in a list in block style.
const NODE: &str = r#"- apiVersion: v1
  kind: Node
  metadata:
    annotations:
      projectcalico.org/IPv4Address: 10.0.0.$/24
    labels:
      rack: r$
    managedFields:
    - apiVersion: v1
      fieldsType: FieldsV1
      fieldsV1:
        f:metadata:
          f:annotations:
            .: {}
            f:node.alpha.kubernetes.io/ttl: {}
      manager: kubelet
    name: node-$
    uid: 5c440ffc-439b-4b60-9115-1677cff120f$
  spec:
    podCIDR: 10.244.$.0/24
  status:
    addresses:
    - address: 10.0.0.$
      type: InternalIP
    conditions:
    - lastHeartbeatTime: "2026-01-01T00:00:00Z"
      message: kubelet has sufficient
        memory available
      status: 'False'
      type: MemoryPressure
    images:
    - names:
      - registry.k8s.io/pause@sha256:0123
      - registry.k8s.io/pause:3.9
      sizeBytes: 321520
    nodeInfo:
      kernelVersion: 6.1.0
"#;

/// The same object as kubectl writes it in JSON.
const JSON_NODE: &str = r#"        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "annotations": {
                    "projectcalico.org/IPv4Address": "10.0.0.$/24"
                },
                "managedFields": [
                    {
                        "fieldsV1": {
                            "f:metadata": {
                                ".": {}
                            }
                        },
                        "manager": "kubelet"
                    }
                ],
                "name": "node-$",
                "uid": "5c440ffc-439b-4b60-9115-1677cff120f$"
            },
            "status": {
                "addresses": [
                    {
                        "address": "10.0.0.$"
                    }
                ],
                "conditions": [
                    {
                        "message": "kubelet \"is\" ready",
                        "status": "True"
                    }
                ],
                "nodeInfo": {
                    "kernelVersion": "6.1.0"
                }
            }
        }"#;

/// What a change writes into the text.
const WORDS: [&str; 30] = [
    "",
    "",
    "\n",
    " ",
    "  ",
    "\"",
    "'",
    ": ",
    ":",
    "- ",
    "#",
    " # x",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\t",
    "\r\n",
    "é",
    "~",
    "status:",
    "kind: Node\n",
    "\"\n  status:\n    conditions:\n    - x\n\"",
    "---\n",
];

fn whole(text: &str) -> Span {
    Span::new(0, text.len())
}

fn parsed(text: &str) -> [Result<Option<Document<'_>>, SyntaxProblem>; 2] {
    [parse(text, whole(text)), parse_read(text, whole(text), &UNREAD)]
}

/// Compares the two trees; gives the number of values that only one of them has.
fn compare(all: Value, read: Value, path: &[String]) -> Result<usize, String> {
    if all.span() != read.span() {
        return Err(format!("{path:?}: {:?} and {:?}", all.span(), read.span()));
    }
    let below = |step: String| path.iter().cloned().chain([step]).collect::<Vec<_>>();
    match (all.view(), read.view()) {
        (View::Mapping(all), View::Mapping(read)) if all.len() == read.len() => {
            all.iter().zip(&read).try_fold(0, |found, (all, read)| {
                let key = all.key.text().unwrap_or_default().into_owned();
                Ok(found + compare(all.key, read.key, path)? + compare(all.value, read.value, &below(key))?)
            })
        }
        (View::Sequence(all), View::Sequence(read)) if all.len() == read.len() => {
            all.iter().zip(&read).try_fold(0, |found, (all, read)| Ok(found + compare(*all, *read, path)?))
        }
        (View::Scalar(_), View::Scalar(_)) if all.text() == read.text() && all.quoting() == read.quoting() => Ok(0),
        (View::Mapping(_) | View::Sequence(_), View::Scalar(_)) => match path {
            [metadata, fields] if metadata == "metadata" && fields == "managedFields" => Ok(1),
            [status, part] if status == "status" && part != "addresses" && part != "nodeInfo" => Ok(1),
            _ => Err(format!("{path:?} is left out")),
        },
        _ => Err(format!("{path:?}: {:?} and {:?}", all.text(), read.text())),
    }
}

/// The number of values that are left out of a text, if nothing else differs.
fn left_out(text: &str) -> Result<usize, String> {
    match parsed(text) {
        [Ok(Some(all)), Ok(Some(read))] => match all.duplicate_keys() == read.duplicate_keys() {
            true => compare(all.root(), read.root(), &[]),
            false => Err("a duplicate key is left out".to_owned()),
        },
        [Ok(None), Ok(None)] => Ok(0),
        [Err(all), Err(read)] if all == read => Ok(0),
        [all, read] => Err(format!("{:?} and {:?}", all.err(), read.err())),
    }
}

fn nodes(form: &str, between: &str) -> String {
    (1..4).map(|number| form.replace('$', &number.to_string())).collect::<Vec<_>>().join(between)
}

#[test]
fn unread_fields_are_left_out() {
    assert_eq!(left_out(&nodes(NODE, "")), Ok(9));
    let indented = NODE.replace("    - apiVersion: v1\n      fieldsType", "      - apiVersion: v1\n        fieldsType");
    let indented = indented.replace("      fieldsV1:\n        f:metadata:\n          f:annotations:\n            .: {}\n            f:node.alpha.kubernetes.io/ttl: {}\n      manager: kubelet", "        manager: kubelet");
    assert_eq!(left_out(&nodes(&indented, "")), Ok(9));
    assert_eq!(left_out(JSON_NODE.trim_start()), Ok(0), "JSON is parsed as a whole");
}

#[test]
fn only_kubernetes_nodes_have_an_unread_status() {
    assert_eq!(left_out(&nodes(NODE, "").replace("kind: Node", "kind: Pod")), Ok(3));
    assert_eq!(left_out(&nodes(NODE, "").replace("apiVersion: v1\n  kind", "apiVersion: v2\n  kind")), Ok(3));
    // The object has another kind than a line of a text says.
    let text = nodes(NODE, "").replace("kind: Node", "kind: \"Pod\n  kind: Node\"");
    assert_eq!(left_out(&text), Ok(3));
}

proptest! {
    #[test]
    fn changed_dumps_mean_the_same(changes in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, 0..WORDS.len()), 1..6), in_json: bool) {
        let mut text = if in_json { JSON_NODE.replace('$', "1") } else { nodes(NODE, "") };
        for (place, length, word) in changes {
            let from = place.index(text.len() + 1);
            let from = (0..=from).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let to = (from + length..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            text.replace_range(from..to, WORDS[word]);
        }
        let found = left_out(&text).map(|_| true);
        prop_assert_eq!(found, Ok(true), "{}", text);
    }
}

/// A dump that is long enough to be split.
fn dump(in_json: bool) -> String {
    let mut items = String::new();
    for number in 0..1_500 {
        let node = if in_json { JSON_NODE } else { NODE }
            .replace("10.0.0.$", &format!("10.0.{}.{}", number / 250, number % 250));
        let node = node.replace('$', &number.to_string());
        write!(items, "{}{node}", if in_json && number > 0 { ",\n" } else { "" }).expect("a text takes everything");
    }
    match in_json {
        true => {
            format!("{{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n{items}\n    ],\n    \"kind\": \"List\"\n}}\n")
        }
        false => format!("apiVersion: v1\nitems:\n{items}kind: List\n"),
    }
}

#[test]
fn the_parts_of_a_dump_have_all_its_nodes() {
    for in_json in [false, true] {
        let text = dump(in_json);
        let list = large_list(&text, pieces(&text).0[0], Sizes::default()).expect("the dump is split");
        assert!(list.parts.len() > 1, "{}", list.parts.len());
        let read = resource::read(&Source::from_text("nodes.yaml", &text));
        assert_eq!((read.documents, read.resources.len(), read.syntax.len()), (1, 1_500, 0));
        // A fault anywhere makes the whole dump one document that cannot be parsed.
        let broken = text.replace("node-700", "\"node-700").replace("\"\"node", "\"node\"");
        assert_eq!(resource::read(&Source::from_text("nodes.yaml", &broken)).syntax.len(), 1);
    }
}

//! The dependencies that run code while bgplint is built are the listed ones.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::support::outside::succeed;

/// The platform of the list; cargo has the crates of other platforms only where they are downloaded.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The names of the packages that are linked into the program or run while it is built, and that have a target of a kind.
fn with_target(metadata: &Value, kind: &str) -> BTreeSet<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let by_id = |items: Vec<Value>| -> BTreeMap<String, Value> {
        items.into_iter().map(|item| (item["id"].as_str().expect("an id").to_owned(), item)).collect()
    };
    let (nodes, packages) = (by_id(list(&metadata["resolve"]["nodes"])), by_id(list(&metadata["packages"])));
    let mut reached = BTreeSet::new();
    let mut open = vec![metadata["resolve"]["root"].as_str().expect("a root").to_owned()];
    while let Some(id) = open.pop() {
        if !reached.insert(id.clone()) {
            continue;
        }
        let is_built_in = |dependency: &Value| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
        let dependencies = list(&nodes[&id]["deps"]).into_iter().filter(is_built_in);
        open.extend(dependencies.filter_map(|dependency| Some(dependency["pkg"].as_str()?.to_owned())));
    }
    let has_target =
        |package: &&Value| list(&package["targets"]).iter().any(|target| texts(&target["kind"]).any(|own| own == kind));
    let found = reached.iter().map(|id| &packages[id]).filter(has_target);
    found.filter_map(|package| Some(package["name"].as_str()?.to_owned())).collect()
}

/// The names in a line of the guide.
fn listed(beginning: &str) -> BTreeSet<String> {
    let guide = std::fs::read_to_string("CONTRIBUTING.md").expect("the guide is there");
    let paragraph = guide.split("\n- ").find_map(|item| item.strip_prefix(beginning)).expect("the guide has the list");
    let list = paragraph.split("\n\n").next().unwrap_or_default();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn what_runs_while_bgplint_is_built_is_listed() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", PLATFORM]);
    let metadata: Value = serde_json::from_str(&succeed(&mut cargo)).expect("it is JSON");
    for (beginning, kind) in [("build scripts:", "custom-build"), ("procedural macros:", "proc-macro")] {
        assert_eq!(listed(beginning), with_target(&metadata, kind), "the list of {beginning} in CONTRIBUTING.md");
    }
}

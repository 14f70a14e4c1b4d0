//! `bgplint path` and `bgplint topology --fail` on the complete clusters of fixtures/clusters/.

use crate::support::{bgplint, fixtures};
use serde_json::Value;

/// The output of a command, and its exit status.
fn run(arguments: &[&str]) -> (String, Option<i32>) {
    let output = bgplint().args(arguments).output().expect("bgplint runs");
    (String::from_utf8(output.stdout).expect("it is text"), output.status.code())
}

const CHAIN: &str = "fixtures/clusters/reflector-chain";
const SPLIT: &str = "fixtures/clusters/shared-cluster-id";

#[test]
fn a_way_through_three_reflectors() {
    let (text, status) = run(&["path", "a-1", "b-1", CHAIN]);
    insta::assert_snapshot!(text);
    assert_eq!(status, Some(0));
}

#[test]
fn where_routes_stop() {
    insta::assert_snapshot!(run(&["path", "a-1", "b-1", SPLIT]).0);
    insta::assert_snapshot!(run(&["path", "worker-1", "worker-2", "fixtures/clusters/hub-without-cluster-id"]).0);
    insta::assert_snapshot!(run(&["path", "r1-n1", "r3-n1", "fixtures/clusters/rack-cut-off"]).0);
    insta::assert_snapshot!(run(&["path", "rr-1", "worker-3", "fixtures/clusters/half-migrated"]).0);
}

#[test]
fn a_filter_on_the_way_is_named() {
    let fixture = |name: &str| {
        let directory = fixtures::named("unreachable-routes", name).directory();
        run(&["path", "db-1", "web-1", directory.path().to_str().expect("the path is text")])
    };
    let (text, _) = fixture("bad-filtered-pool");
    assert!(text.contains("1  db-1: announces its own routes; filters reject all routes of IPPool pods\n"), "{text}");
    let (text, _) = fixture("good-half-of-the-pool-filtered");
    assert!(!text.contains("filters reject"), "{text}");
}

#[test]
fn json_has_the_same_hops() {
    let (text, _) = run(&["path", "a-1", "b-1", CHAIN, "--format", "json"]);
    let document: Value = serde_json::from_str(&text).expect("it is JSON");
    let family = &document["families"][0];
    let hops = family["hops"].as_array().expect("hops are a list").iter();
    let nodes: Vec<&str> = hops.filter_map(|hop| hop["node"].as_str()).collect();
    assert_eq!(nodes, ["a-1", "leaf-a-1", "spine-1", "leaf-b-1", "b-1"]);
    assert_eq!((&family["family"], &family["reaches"]), (&Value::from("ipv4"), &Value::from(true)));
    let (text, _) = run(&["path", "a-1", "b-1", SPLIT, "--format", "json"]);
    let document: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(document["families"][0]["stop"]["at"], "rr-b");
    assert_eq!(document["families"][0]["stop"]["before"], "b-1");
}

#[test]
fn routes_take_another_way_around_nodes_that_are_down() {
    let (text, _) = run(&["path", "a-1", "b-1", CHAIN, "--fail", "spine-1"]);
    assert!(text.contains("spine-2") && !text.contains("spine-1"), "{text}");
    let (text, _) = run(&["path", "a-1", "b-1", CHAIN, "--fail", "spine-1,spine-2"]);
    assert!(text.starts_with("IPv4 routes of a-1 are not learned by b-1\n"), "{text}");
}

#[test]
fn what_is_lost_while_nodes_are_down() {
    let lost = |nodes: &str| {
        let (text, _) = run(&["topology", CHAIN, "--fail", nodes]);
        let start = text.find("no routes are lost").or(text.find("IPv4 routes lost")).expect("it says what is lost");
        text[start..].to_owned()
    };
    insta::assert_snapshot!(lost("spine-1"), @r"
    no routes are lost between other nodes

    IPv4: the failure of 1 route reflector cuts nodes off from each other
      without spine-2: 54 one-way paths lost, such as routes of a-1 at b-1
    ");
    insta::assert_snapshot!(lost("leaf-a-1,leaf-a-2"), @r"
    IPv4 routes lost between other nodes: 48 one-way paths
      a-2 does not learn the routes of a-1
      b-1 does not learn the routes of a-1
      leaf-b-1 does not learn the routes of a-1
      leaf-b-2 does not learn the routes of a-1
      spine-1 does not learn the routes of a-1

    IPv4: the failure of 2 route reflectors cuts nodes off from each other
      without leaf-b-1, leaf-b-2: 20 one-way paths lost, such as routes of b-1 at b-2
    ");
    let (json, _) = run(&["topology", CHAIN, "--fail", "leaf-a-1,leaf-a-2", "--format", "json"]);
    let document: Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(document["lost"][0]["pairs"], 48);
}

#[test]
fn how_many_reflectors_must_fail_to_cut_nodes_off() {
    let (text, _) = run(&["topology", CHAIN]);
    let (_, cuts) = text.rsplit_once("\n\n").expect("it has a last part");
    insta::assert_snapshot!(cuts, @r"
    IPv4: the failure of 2 route reflectors cuts nodes off from each other
      without leaf-a-1, leaf-a-2: 48 one-way paths lost, such as routes of a-1 at a-2
    ");
    // A mesh has no route reflectors.
    let (text, _) = run(&["topology", "fixtures/clusters/small-mesh"]);
    assert!(!text.contains("the failure of"), "{text}");
}

#[test]
fn a_node_that_is_not_there_is_status_2() {
    for arguments in [["path", "a-1", "nobody", CHAIN].as_slice(), &["topology", CHAIN, "--fail", "nobody"]] {
        assert_eq!(run(arguments), (String::new(), Some(2)));
    }
}

//! Several clusters in one repository, and the complete clusters of fixtures/clusters/.

use std::path::Path;

use crate::support::{bgplint, directories, json, rules_of, tree};
use serde_json::Value;
use tempfile::TempDir;

/// A BGPPeer.
fn peer(name: &str, address: &str) -> String {
    format!(
        "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: {name}\nspec:\n  \
         nodeSelector: rack == 'a'\n  peerIP: {address}\n  asNumber: 64512\n"
    )
}

/// A Kubernetes Node in rack `a`, with a BGP address.
fn node(name: &str, address: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels:\n    rack: a\n  \
         annotations:\n    projectcalico.org/IPv4Address: {address}/24\n"
    )
}

/// Runs bgplint in a directory. Returns the JSON report, and stderr.
fn lint(directory: &TempDir, arguments: &[&str]) -> (Value, String) {
    let mut command = bgplint();
    command.current_dir(directory.path()).args([".", "--format", "json"]).args(arguments);
    let output = command.output().expect("bgplint runs");
    let stderr = String::from_utf8(output.stderr).expect("stderr is text");
    (serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}")), stderr)
}

/// The rules and files of the findings of severity warning or above.
fn found(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().expect("findings are a list");
    let loud = findings.iter().filter(|finding| finding["severity"] != "info");
    loud.map(|finding| {
        let file = &finding["locations"][0]["file"];
        (finding["rule"].as_str().unwrap_or_default(), file.as_str().unwrap_or_default())
    })
    .collect()
}

#[test]
fn siblings_with_the_same_names_are_clusters() {
    let project = tree(&[
        ("clusters/east/peers.yaml", &peer("tor", "10.1.0.1")),
        ("clusters/east/nodes.yaml", &node("n1", "10.1.0.11")),
        ("clusters/west/peers.yaml", &peer("tor", "10.2.0.1")),
        ("clusters/west/nodes.yaml", &node("n1", "10.1.0.11")),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), []);
    assert!(stderr.contains("2 clusters found: clusters/east, clusters/west\n"), "{stderr}");
}

#[test]
fn one_name_in_one_directory_is_a_duplicate() {
    let project = tree(&[("bgp/a.yaml", &peer("tor", "10.1.0.1")), ("bgp/b.yaml", &peer("tor", "10.2.0.1"))]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), [("duplicate-resource", "bgp/b.yaml")]);
    assert!(!stderr.contains("clusters found"), "{stderr}");
}

#[test]
fn one_name_twice_in_one_of_two_clusters_is_a_duplicate() {
    let project = tree(&[
        ("east/a.yaml", &peer("tor", "10.1.0.1")),
        ("east/b.yaml", &peer("tor", "10.1.0.2")),
        ("west/a.yaml", &peer("tor", "10.2.0.1")),
    ]);
    let (report, _) = lint(&project, &[]);
    assert_eq!(found(&report), [("duplicate-resource", "east/b.yaml")]);
}

#[test]
fn different_kinds_of_one_name_are_one_cluster() {
    let filter = "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: tor\nspec: {}\n";
    let project = tree(&[("a/peer.yaml", &peer("tor", "10.1.0.1")), ("b/filter.yaml", filter)]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), []);
    assert!(!stderr.contains("clusters found"), "{stderr}");
}

#[test]
fn a_common_base_belongs_to_every_cluster() {
    let missing = peer("spine", "10.0.0.1").replace("rack == 'a'", "rack == 'z'");
    let project = tree(&[
        ("base/nodes.yaml", &node("n1", "10.1.0.11")),
        ("clusters/east/peers.yaml", &(peer("tor", "10.1.0.1") + "---\n" + &missing)),
        ("clusters/west/peers.yaml", &(peer("tor", "10.2.0.1") + "---\n" + &missing)),
    ]);
    let (report, _) = lint(&project, &["--nodes", "complete"]);
    let expected = ["clusters/east/peers.yaml", "clusters/west/peers.yaml"];
    assert_eq!(found(&report), expected.map(|file| ("selector-matches-no-node", file)));
}

#[test]
fn findings_of_the_common_base_are_given_once() {
    let project = tree(&[
        ("base/peer.yaml", &peer("spine", "10.0.0.300")),
        ("clusters/east/peers.yaml", &peer("tor", "10.1.0.1")),
        ("clusters/north/peers.yaml", &peer("tor", "10.3.0.1")),
        ("clusters/west/peers.yaml", &peer("tor", "10.2.0.1")),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), [("invalid-address", "base/peer.yaml")]);
    assert!(stderr.contains("3 clusters found"), "{stderr}");
    assert!(stderr.contains("1 error"), "{stderr}");
    assert!(stderr.contains("4 resources"), "{stderr}");
}

#[test]
fn a_base_that_matches_no_node_of_one_cluster_is_reported_once() {
    let base = peer("spine", "10.0.0.1").replace("rack == 'a'", "rack == 'z'");
    let project = tree(&[
        ("base/peer.yaml", &base),
        ("clusters/east/nodes.yaml", &node("n1", "10.1.0.11")),
        ("clusters/west/nodes.yaml", &(node("n1", "10.1.0.11") + "---\n" + &node("n2", "10.1.0.12"))),
    ]);
    let (report, _) = lint(&project, &["--nodes", "complete", "--select", "selector-matches-no-node"]);
    assert_eq!(found(&report), [("selector-matches-no-node", "base/peer.yaml")]);
}

#[test]
fn a_cluster_may_lie_within_another_ones_directory() {
    let project = tree(&[
        ("peers.yaml", &peer("tor", "10.1.0.1")),
        ("nodes.yaml", &node("n1", "10.1.0.11")),
        ("cloud/peers.yaml", &peer("tor", "10.2.0.1")),
        ("cloud/nodes.yaml", &node("n1", "10.1.0.11")),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), []);
    assert!(stderr.contains("2 clusters found: ., cloud\n"), "{stderr}");
}

#[test]
fn clusters_are_separated_on_three_levels() {
    let mut files = Vec::new();
    for cluster in ["dev/eu/a", "dev/eu/b", "prod/eu/a", "prod/us/a"] {
        files.push((format!("{cluster}/bgp/peers.yaml"), peer("tor", "10.1.0.1")));
        files.push((format!("{cluster}/nodes.yaml"), node("n1", "10.1.0.11")));
    }
    files.push(("dev/eu/peer.yaml".to_owned(), peer("spine", "10.0.0.300")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (report, stderr) = lint(&tree(&files), &[]);
    assert_eq!(found(&report), [("invalid-address", "dev/eu/peer.yaml")]);
    assert!(stderr.contains("4 clusters found: dev/eu/a, dev/eu/b, prod/eu, prod/us\n"), "{stderr}");
}

#[test]
fn facts_do_not_cross_from_one_cluster_to_another() {
    let with_filter = peer("tor", "10.1.0.1") + "  filters: [only-west]\n";
    let filter = "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: only-west\nspec: {}\n";
    let project = tree(&[
        ("east/peers.yaml", &peer("tor", "10.1.0.1")),
        ("east/nodes.yaml", &(node("n1", "10.1.0.11") + "---\n" + &node("n2", "10.1.0.12"))),
        ("west/peers.yaml", &with_filter),
        ("west/filter.yaml", filter),
        ("west/nodes.yaml", &(node("n3", "10.1.0.11") + "---\n" + &node("n4", "10.1.0.12"))),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), [], "the clusters share addresses and no node: {stderr}");
    // The same files as a single cluster have every address twice.
    let project = tree(&[("east/nodes.yaml", &node("n1", "10.1.0.11")), ("west/nodes.yaml", &node("n3", "10.1.0.11"))]);
    assert_eq!(found(&lint(&project, &[]).0), [("duplicate-router-id", "west/nodes.yaml")]);
}

#[test]
fn files_that_a_kustomization_names_as_patches_are_left_out() {
    let patch = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  asNumber: 065000\n";
    let base = peer("tor", "10.1.0.1");
    let ways = [
        "patches:\n  - path: patch.yaml\n    target:\n      kind: BGPPeer\n",
        "patches:\n  - path: ./patch.yaml\n",
        "patchesStrategicMerge:\n  - patch.yaml\n",
        "patchesJson6902:\n  - path: patch.yaml\n    target: {group: projectcalico.org, kind: BGPPeer, name: tor}\n",
    ];
    for way in ways {
        let kustomization = format!("resources:\n  - ../../base\n{way}");
        for name in ["kustomization.yaml", "kustomization.yml"] {
            let project = tree(&[
                ("base/peer.yaml", &base),
                (&format!("overlays/east/{name}"), &kustomization),
                ("overlays/east/patch.yaml", patch),
            ]);
            let (report, stderr) = lint(&project, &[]);
            assert_eq!(found(&report), [], "{way}");
            let skipped = serde_json::json!([{ "file": "overlays/east/patch.yaml", "reason": "kustomize patch" }]);
            assert_eq!(report["skipped"], skipped, "{way}");
            assert!(stderr.contains("skipped overlays/east/patch.yaml: kustomize patch\n"), "{stderr}");
            assert!(!stderr.contains("clusters found"), "{stderr}");
        }
    }
}

#[test]
fn patches_in_another_directory_are_left_out() {
    let patch = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  asNumber: 065000\n";
    let project = tree(&[
        ("base/peer.yaml", &peer("tor", "10.1.0.1")),
        ("overlays/east/kustomization.yaml", "patches:\n  - path: ../patches/tor.yaml\n"),
        ("overlays/patches/tor.yaml", patch),
    ]);
    let (report, _) = lint(&project, &[]);
    assert_eq!(found(&report), []);
    assert_eq!(report["skipped"][0]["file"], "overlays/patches/tor.yaml");
}

#[test]
fn patches_written_in_the_kustomization_are_no_files() {
    let kustomization = "resources: [peer.yaml]\npatches:\n  - patch: |-\n      - op: replace\n        \
                         path: /spec/asNumber\n        value: 1\n    target: {kind: BGPPeer}\n\
                         patchesStrategicMerge:\n  - |-\n    kind: BGPPeer\n    metadata: {name: tor}\n";
    let project = tree(&[("kustomization.yaml", kustomization), ("peer.yaml", &peer("tor", "10.0.0.300"))]);
    let (report, _) = lint(&project, &[]);
    assert_eq!(found(&report), [("invalid-address", "peer.yaml")]);
    assert_eq!(report["skipped"], serde_json::json!([]));
}

#[test]
fn an_inventory_belongs_to_every_cluster() {
    let elsewhere = peer("spine", "10.0.0.1").replace("rack == 'a'", "rack == 'z'");
    let project = tree(&[
        ("east/peers.yaml", &(peer("tor", "10.1.0.1") + "---\n" + &elsewhere)),
        ("west/peers.yaml", &peer("tor", "10.2.0.1")),
        ("nodes.txt", &node("n1", "10.1.0.11")),
    ]);
    let (report, stderr) = lint(&project, &["--nodes", "nodes.txt"]);
    assert_eq!(found(&report), [("selector-matches-no-node", "east/peers.yaml")]);
    assert!(stderr.contains("2 clusters found: east, west\n"), "{stderr}");
    assert_eq!(report["summary"]["inventory"], "complete");
    assert_eq!(report["summary"]["files"], 3);
    assert_eq!(report["summary"]["nodes"], 1);
}

#[test]
fn the_findings_of_whole_clusters() {
    for directory in directories(Path::new("fixtures/clusters")) {
        let name = directory.file_name().expect("a cluster has a name").to_string_lossy().into_owned();
        let output = bgplint().arg(&directory).args(["--format", "concise"]).output().expect("bgplint runs");
        insta::assert_snapshot!(name, String::from_utf8_lossy(&output.stdout));
    }
}

/// The clusters with a fault; the others have none.
const WRONG: [&str; 6] =
    ["first-look", "half-migrated", "hub-without-cluster-id", "pi-day-after", "rack-cut-off", "shared-cluster-id"];

#[test]
fn only_the_whole_clusters_with_a_fault_have_findings() {
    for directory in directories(Path::new("fixtures/clusters")) {
        let path = directory.to_string_lossy().into_owned();
        let report = json(&[&path], "");
        let is_loud = rules_of(&report).iter().any(|(_, severity)| severity != "info");
        let is_wrong = WRONG.iter().any(|name| directory.ends_with(name));
        assert_eq!(is_loud, is_wrong, "{path}: {:?}", rules_of(&report));
    }
}

/// A kustomization.yaml with these resources and patches.
fn kustomization(resources: &[&str], patches: &[&str]) -> String {
    let list = |name: &str, items: Vec<String>| match items.is_empty() {
        true => String::new(),
        false => format!("{name}:\n{}", items.concat()),
    };
    let resources = list("resources", resources.iter().map(|resource| format!("- {resource}\n")).collect());
    resources + &list("patches", patches.iter().map(|patch| format!("- path: {patch}\n")).collect())
}

#[test]
fn what_a_kustomization_builds_belongs_to_its_directory() {
    // Two racks, each with its own `tor`. East and west each build their own rack and the spine.
    let project = tree(&[
        ("base/kustomization.yaml", &kustomization(&["spine.yaml"], &[])),
        ("base/spine.yaml", &peer("spine", "10.0.0.300")),
        ("racks/one/tor.yaml", &peer("tor", "10.1.0.1")),
        ("racks/two/tor.yaml", &peer("tor", "10.2.0.1")),
        (
            "overlays/east/kustomization.yaml",
            &kustomization(&["../../base", "../../racks/one/tor.yaml", "nodes.yaml"], &[]),
        ),
        ("overlays/east/nodes.yaml", &node("n1", "10.1.0.11")),
        (
            "overlays/west/kustomization.yaml",
            &kustomization(&["../../base/", "./../../racks/two/tor.yaml", "nodes.yaml"], &[]),
        ),
        ("overlays/west/nodes.yaml", &node("n2", "10.1.0.11")),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert!(stderr.contains("2 clusters found: overlays/east, overlays/west\n"), "{stderr}");
    // The nodes have the same address, but are in different clusters.
    assert_eq!(found(&report), [("invalid-address", "base/spine.yaml")]);
    assert_eq!(report["findings"][0]["clusters"], serde_json::json!(["overlays/east", "overlays/west"]));
}

#[test]
fn patches_are_not_applied_and_the_build_command_is_shown() {
    let inline = "resources: [../../base]\npatches:\n- target: {kind: BGPPeer, name: tor}\n  patch: |-\n    - op: replace\n      \
                  path: /spec/asNumber\n      value: 64513\n";
    let project = tree(&[
        ("base/kustomization.yaml", &kustomization(&["peer.yaml"], &[])),
        ("base/peer.yaml", &peer("tor", "10.0.0.1")),
        ("overlays/east/kustomization.yaml", &kustomization(&["../../base"], &["peer.yaml"])),
        ("overlays/east/peer.yaml", &peer("tor", "10.0.0.2")),
        ("overlays/west/kustomization.yaml", inline),
        ("overlays/north/kustomization.yaml", "resources: [../../base]\npatches:\n- patch: |-\n    kind: Deployment\n"),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert_eq!(found(&report), []);
    assert_eq!(
        report["skipped"],
        serde_json::json!([{ "file": "overlays/east/peer.yaml", "reason": "kustomize patch" }])
    );
    let reported: Vec<&str> = stderr.lines().filter(|line| line.starts_with("patches are not applied")).collect();
    let command = |name: &str| {
        format!("patches are not applied: `kustomize build overlays/{name} | bgplint -` checks the result")
    };
    assert_eq!(reported, [command("east"), command("west")], "{stderr}");
}

#[test]
fn a_kustomization_that_gathers_clusters_is_none_of_its_own() {
    let project = tree(&[
        ("kustomization.yaml", &kustomization(&["east", "west"], &[])),
        ("east/kustomization.yaml", &kustomization(&["peers.yaml"], &[])),
        ("east/peers.yaml", &peer("tor", "10.1.0.1")),
        ("west/kustomization.yaml", &kustomization(&["peers.yaml"], &[])),
        ("west/peers.yaml", &peer("tor", "10.2.0.1")),
        ("loop/kustomization.yaml", &kustomization(&["../loop", "./"], &[])),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert!(stderr.contains("2 clusters found: east, west\n"), "{stderr}");
    assert_eq!(found(&report), []);
}

#[test]
fn the_template_of_a_rendered_document_is_shown() {
    let rendered = format!(
        "---\n# Source: fabric/templates/tor.yaml\n{}---\n# Source: fabric/templates/nodes.yaml\n{}---\n{}",
        peer("tor", "10.0.0.300"),
        node("n1", "10.0.0.1"),
        peer("spine", "10.0.0.400")
    );
    let report = json(&["-", "--select", "invalid-address"], &rendered);
    let place = |number: usize| &report["findings"][number]["locations"][0];
    assert_eq!(place(0)["template"], "fabric/templates/tor.yaml");
    assert!(place(1).get("template").is_none());
    let output =
        bgplint().args(["-", "--select", "invalid-address", "--format", "concise"]).write_stdin(rendered).output();
    let text = String::from_utf8(output.expect("bgplint runs").stdout).expect("it is text");
    assert!(text.lines().next().is_some_and(|line| line.ends_with(" (from fabric/templates/tor.yaml)")), "{text}");
}

#[test]
fn kustomizations_that_build_each_other_come_to_an_end() {
    let project = tree(&[
        ("kustomization.yaml", &kustomization(&["a"], &[])),
        ("a/kustomization.yaml", &kustomization(&["../b", "peer.yaml"], &[])),
        ("a/peer.yaml", &peer("tor", "10.1.0.1")),
        ("b/kustomization.yaml", &kustomization(&["../a", "peer.yaml"], &[])),
        ("b/peer.yaml", &peer("tor", "10.2.0.1")),
    ]);
    lint(&project, &[]);
}

#[test]
fn if_clusters_differ_the_worst_finding_is_reported_with_its_cluster() {
    let number = |number: &str| {
        format!(
            "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  asNumber: {number}\n"
        )
    };
    let base = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  peerIP: 10.0.0.5\n  asNumber: 64513\n";
    let project = tree(&[
        ("base/peer.yaml", base),
        ("clusters/a/nodes.yaml", &(node("n1", "10.0.0.5") + "---\n" + &node("n2", "10.0.0.6"))),
        ("clusters/a/configuration.yaml", &number("64600")),
        ("clusters/b/nodes.yaml", &(node("n1", "10.0.0.5") + "---\n" + &node("m2", "10.0.0.7"))),
        ("clusters/b/configuration.yaml", &number("64700")),
    ]);
    let (report, _) = lint(&project, &["--select", "as-number-mismatch"]);
    assert_eq!(found(&report), [("as-number-mismatch", "base/peer.yaml")]);
    assert_eq!(report["findings"][0]["clusters"], serde_json::json!(["clusters/a", "clusters/b"]));
    let output = bgplint()
        .current_dir(project.path())
        .args([".", "--select", "as-number-mismatch", "--format", "concise"])
        .output();
    let text = String::from_utf8(output.expect("bgplint runs").stdout).expect("it is text");
    assert!(text.contains("64600") && !text.contains("64700"), "{text}");
    assert!(text.contains("(cluster `clusters/a`; another finding in `clusters/b`)"), "{text}");
}

#[test]
fn what_a_patch_may_cure_is_an_info() {
    let base = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  asNumber: 64513\n";
    let patch = base.replace("asNumber: 64513", "peerIP: 10.0.0.1");
    let severity = |patches: &str, patch: &str| {
        let project = tree(&[
            ("base/kustomization.yaml", &kustomization(&["peer.yaml"], &[])),
            ("base/peer.yaml", base),
            ("overlay/kustomization.yaml", &format!("resources: [../base]\n{patches}")),
            ("overlay/peer.yaml", patch),
        ]);
        let (report, _) = lint(&project, &["--select", "peer-without-target"]);
        let finding = &report["findings"][0];
        (finding["severity"].as_str().map(str::to_owned), finding["certainty"].as_str().map(str::to_owned))
    };
    let state = |severity: &str, certainty: &str| (Some(severity.to_owned()), Some(certainty.to_owned()));
    let (error, info) = (state("error", "definite"), state("info", "conditional"));
    let inline = "patches:\n- patch: |-\n    kind: BGPPeer\n    metadata: {name: tor}\n    spec: {peerIP: 10.0.0.1}\n";
    let operation = "- op: add\n  path: /spec/peerIP\n  value: 10.0.0.1\n";
    for (patches, patch) in [
        ("patches: [{path: peer.yaml}]\n", patch.as_str()),
        ("patchesStrategicMerge: [peer.yaml]\n", patch.as_str()),
        ("patches: [{path: peer.yaml, target: {kind: BGPPeer, name: t.*}}]\n", operation),
        (inline, ""),
    ] {
        assert_eq!(severity(patches, patch), info, "{patches}");
    }
    for patches in [
        "",
        "patches: [{path: peer.yaml, target: {kind: BGPPeer, name: spine}}]\n",
        "patches: [{path: peer.yaml, target: {group: apps, kind: BGPPeer}}]\n",
    ] {
        assert_eq!(severity(patches, operation), error, "{patches}");
    }
    // A patch of another field does not remove the finding.
    let label = "- op: add\n  path: /metadata/labels\n  value: {a: b}\n";
    assert_eq!(severity("patches: [{path: peer.yaml, target: {kind: BGP.*}}]\n", label), error);
}

#[test]
fn what_flux_builds_belongs_to_the_cluster_that_says_so() {
    let flux = |path: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: infra\n  namespace: flux-system\n\
             spec:\n  path: {path}\n  interval: 10m\n"
        )
    };
    let project = tree(&[
        ("clusters/prod/infra.yaml", &flux("./infra/prod")),
        ("clusters/stage/infra.yaml", &flux("./infra/stage")),
        ("infra/prod/nodes.yaml", &node("prod-1", "10.0.0.11")),
        ("infra/prod/peers.yaml", &peer("rack-prod", "10.0.1.1")),
        ("infra/stage/nodes.yaml", &node("stage-1", "10.0.0.11")),
        ("infra/stage/peers.yaml", &peer("rack-stage", "10.0.1.1").replace("64512", "64599")),
    ]);
    let (report, stderr) = lint(&project, &[]);
    assert!(stderr.contains("2 clusters found: clusters/prod, clusters/stage\n"), "{stderr}");
    assert_eq!(found(&report), []);
}

#[test]
fn clusters_are_the_same_from_wherever_they_are_named() {
    let project = tree(&[
        ("up/filter.yaml", "apiVersion: projectcalico.org/v3\nkind: BGPFilter\nmetadata:\n  name: f\nspec: {}\n"),
        ("up/east/peer.yaml", &(peer("tor", "10.1.0.1") + "  filters: [f]\n")),
        ("up/west/peer.yaml", &(peer("tor", "10.2.0.1") + "  filters: [f]\n")),
    ]);
    let absolute = project.path().join("up/west").to_string_lossy().into_owned();
    for (directory, paths) in [
        ("up", vec!["."]),
        ("up/east", vec![".", "../west", "../filter.yaml"]),
        ("up/east", vec![".", &absolute, "../filter.yaml"]),
    ] {
        let mut command = bgplint();
        command.current_dir(project.path().join(directory)).args(&paths).args(["--format", "json"]);
        let output = command.output().expect("bgplint runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(found(&report), [], "{directory} {paths:?}");
        assert_eq!(report["summary"]["clusters"].as_array().map(Vec::len), Some(2), "{directory} {paths:?}");
    }
}

#[test]
fn the_command_for_a_components_patches_builds_the_overlay() {
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: peer.yaml}]\n";
    let project = tree(&[
        ("base/kustomization.yaml", &kustomization(&["peer.yaml"], &[])),
        ("base/peer.yaml", &peer("tor", "10.0.0.1")),
        ("components/as/kustomization.yaml", component),
        ("components/as/peer.yaml", &peer("tor", "10.0.0.2")),
        ("overlays/prod/kustomization.yaml", "resources: [../../base]\ncomponents: [../../components/as]\n"),
    ]);
    let (_, stderr) = lint(&project, &[]);
    assert!(
        stderr.contains("`kustomize build overlays/prod | bgplint -`") && !stderr.contains("build components"),
        "{stderr}"
    );
}

#[test]
fn a_patch_says_nothing_of_other_fields_and_other_clusters() {
    let base = peer("tor", "10.0.0.300").replace("rack == 'a'", "rack ==");
    let patch = "- op: replace\n  path: /spec/peerIP\n  value: 10.0.0.30\n";
    let patched =
        "resources: [../../base, own.yaml]\npatches: [{path: patch.yaml, target: {kind: BGPPeer, name: tor}}]\n";
    let project = tree(&[
        ("base/kustomization.yaml", &kustomization(&["peer.yaml"], &[])),
        ("base/peer.yaml", &base),
        ("overlays/east/kustomization.yaml", patched),
        ("overlays/east/patch.yaml", patch),
        ("overlays/east/own.yaml", &peer("own", "10.0.0.1")),
        ("overlays/west/kustomization.yaml", &kustomization(&["../../base", "own.yaml"], &[])),
        ("overlays/west/own.yaml", &peer("own", "10.0.0.1")),
    ]);
    let (report, stderr) = lint(&project, &["--select", "invalid-address,invalid-selector"]);
    assert!(stderr.contains("2 clusters found: overlays/east, overlays/west\n"), "{stderr}");
    let of = |rule: &str| {
        let findings = report["findings"].as_array().expect("a list").iter().filter(|finding| finding["rule"] == rule);
        findings.map(|finding| (finding["severity"].clone(), finding["message"].to_string())).collect::<Vec<_>>()
    };
    // The selector is invalid in both clusters; the address only in west, because a patch fixes it in east.
    assert!(of("invalid-selector").iter().all(|(severity, _)| severity == "error"), "{report:#}");
    assert!(
        of("invalid-address").iter().any(|(severity, message)| severity == "error" && !message.contains("patch")),
        "{report:#}"
    );
}

#[test]
fn flux_reaches_through_its_own_kustomizations_and_to_other_clusters() {
    let flux = |name: &str, path: &str, more: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: {name}, namespace: flux-system}}\n\
             spec:\n  path: {path}\n{more}"
        )
    };
    let missing = peer("tor", "10.0.1.1").replace("'a'", "'nosuch'");
    let three_levels = tree(&[
        ("clusters/prod/infra.yaml", &flux("infra", "./infrastructure/prod", "")),
        ("clusters/prod/nodes.yaml", &node("p1", "10.0.0.11")),
        ("clusters/stage/infra.yaml", &flux("infra", "./infrastructure/stage", "")),
        ("clusters/stage/nodes.yaml", &node("s1", "10.0.0.11")),
        ("infrastructure/prod/calico.yaml", &flux("calico", "./platform/prod", "")),
        ("infrastructure/stage/calico.yaml", &flux("calico", "./platform/stage", "")),
        ("platform/prod/peer.yaml", &missing),
        ("platform/stage/peer.yaml", &missing),
    ]);
    let (report, stderr) = lint(&three_levels, &["--nodes", "complete", "--select", "selector-matches-no-node"]);
    assert!(stderr.contains("2 clusters found: clusters/prod, clusters/stage\n"), "{stderr}");
    assert_eq!(found(&report).len(), 2, "{report:#}");

    let remote = |name: &str| flux(name, &format!("./envs/{name}"), "  kubeConfig: {secretRef: {name: x}}\n");
    let hub = tree(&[
        ("clusters/mgmt/prod.yaml", &remote("prod")),
        ("clusters/mgmt/stage.yaml", &remote("stage")),
        ("envs/prod/peer.yaml", &peer("tor", "10.0.1.1")),
        ("envs/stage/peer.yaml", &peer("tor", "10.0.1.2")),
    ]);
    let (report, stderr) = lint(&hub, &[]);
    assert!(stderr.contains("2 clusters found: envs/prod, envs/stage\n"), "{stderr}");
    assert_eq!(found(&report), []);
}

#[test]
fn a_file_belongs_to_the_cluster_whose_name_is_in_its_path() {
    let mesh_off = "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  nodeToNodeMeshEnabled: false\n";
    for (nodes_of_prod, nodes_of_stage) in
        [("nodes/prod/nodes.yaml", "nodes/stage/nodes.yaml"), ("nodes/prod.yaml", "nodes/stage.yaml")]
    {
        let project = tree(&[
            ("config/prod/default.yaml", mesh_off),
            ("config/stage/default.yaml", mesh_off),
            ("peers/prod/tor.yaml", &peer("tor", "10.0.1.1")),
            ("peers/stage/tor.yaml", &peer("tor", "10.0.1.1")),
            (nodes_of_prod, &node("n1", "10.0.0.11")),
            (nodes_of_stage, &node("n2", "10.0.0.11")),
        ]);
        let (report, stderr) = lint(&project, &["--nodes", "complete"]);
        assert!(stderr.contains("2 clusters found: prod, stage\n"), "{stderr}");
        assert_eq!(found(&report), []);
    }
}

#[test]
fn a_cluster_is_named_once_for_the_value_of_an_anchor() {
    let aliased = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  metadata: {name: one}\n  \
                   spec: &spec\n    peerIP: 10.0.0.300\n    asNumber: 64512\n- apiVersion: projectcalico.org/v3\n  kind: BGPPeer\n  \
                   metadata: {name: two}\n  spec: *spec\n";
    let project = tree(&[("east/peers.yaml", aliased), ("west/peers.yaml", aliased)]);
    let (report, _) = lint(&project, &["--select", "invalid-address"]);
    for finding in report["findings"].as_array().expect("a list") {
        assert_eq!(finding["clusters"].as_array().map(Vec::len), Some(1), "{finding:#}");
    }
}

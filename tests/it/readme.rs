//! The README shows the real output of the program, and every command in it works.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::{bgplint, tree};
use bgplint::rules;
use serde_json::Value;
use tempfile::TempDir;

fn readme() -> String {
    std::fs::read_to_string("README.md").expect("the README is there")
}

/// The code blocks of the README in a language.
fn blocks(language: &str) -> Vec<String> {
    let readme = readme();
    let opening = format!("```{language}\n");
    let blocks = readme.split(opening.as_str()).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(str::to_owned).collect()
}

#[test]
fn the_screen_is_real() {
    let screen = blocks("text").into_iter().next().expect("the README has a screen");
    let (command, shown) = screen.split_once('\n').expect("the screen has a command");
    let arguments: Vec<&str> = command.trim_start_matches("$ bgplint").split_whitespace().collect();
    let output = bgplint().args(arguments).output().expect("bgplint runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    for part in shown.split("[…]\n") {
        assert!(printed.contains(part), "the program no longer prints this part of the README's screen:\n{part}");
    }
}

/// Scripts in place of the other programs of the README's commands: they print a fixed text, or pass some arguments to
/// bgplint.
const OTHERS: [(&str, &str); 5] = [
    ("kubectl", "cat .cluster/nodes.yaml"),
    ("kustomize", "test -f \"$2/kustomization.yaml\" && cat manifests/*.yaml"),
    ("helm", "test -d \"$2\" && printf -- '---\\n# Source: chart/templates/peer.yaml\\n' && cat manifests/peers.yaml"),
    (
        "docker",
        "test -f \"$CLONE/Dockerfile\" || exit 9; test \"$1\" = build || { while [ \"$1\" != bgplint ]; do shift; done; shift; exec bgplint \"$@\"; }",
    ),
    // CI builds, tests and installs the program, so these commands are not run here.
    (
        "cargo",
        "test -f \"$CLONE/Cargo.toml\" || exit 9; test \"$1\" != run || { cd \"$CLONE\" && shift 3 && exec bgplint \"$@\"; }",
    ),
];

fn node(name: &str, number: usize, label: &str, annotation: &str) -> String {
    format!(
        "- apiVersion: v1\n  kind: Node\n  metadata:\n    name: {name}\n    labels: {{{label}}}\n    annotations:\n      \
         projectcalico.org/IPv4Address: 10.0.0.{number}/24\n{annotation}"
    )
}

/// The repository of the README: reflectors and workers, a router with a filter, two more clusters.
fn repository() -> TempDir {
    let reflectors = (1..=2).map(|number| {
        let annotation = "      projectcalico.org/RouteReflectorClusterID: 244.0.0.1\n";
        node(&format!("rr-{number}"), number, "reflector: 'true'", annotation)
    });
    let workers = (1..=9).map(|number| node(&format!("worker-{number}"), 10 + number, "rack: 'a'", ""));
    let nodes = reflectors.chain(workers).collect::<String>();
    let peer = |name: &str, spec: &str| {
        format!("---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: {name}\nspec:\n{spec}")
    };
    let router = "  nodeSelector: rack == 'a'\n  peerIP: 10.0.0.250\n  asNumber: 65000\n  filters: [tor-import]\n";
    let peers = [
        peer("to-reflectors", "  nodeSelector: \"!has(reflector)\"\n  peerSelector: has(reflector)\n"),
        peer("between-reflectors", "  nodeSelector: has(reflector)\n  peerSelector: has(reflector)\n"),
        peer("rack-1", router),
    ];
    let manifests = "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  \
                     nodeToNodeMeshEnabled: false\n  asNumber: 64600\n---\napiVersion: projectcalico.org/v3\nkind: BGPFilter\n\
                     metadata:\n  name: tor-import\nspec:\n  importV4:\n  - {action: Reject, matchOperator: In, cidr: \
                     10.48.0.0/16}\n";
    tree(&[
        (".cluster/nodes.yaml", &format!("apiVersion: v1\nkind: List\nitems:\n{nodes}")),
        ("manifests/bgp.yaml", manifests),
        ("manifests/peers.yaml", &peers.concat()),
        ("clusters/east/peer.yaml", &peer("tor", router)),
        ("clusters/west/peer.yaml", &peer("tor", router)),
        ("overlays/prod/kustomization.yaml", "resources: [../../manifests/bgp.yaml]\n"),
        ("chart/templates/peer.yaml", ""),
    ])
}

#[test]
fn every_command_runs() {
    let repository = repository();
    let programs = tempfile::tempdir().expect("a temporary directory");
    for (name, script) in OTHERS {
        let path = programs.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("the program is written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    }
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_bgplint"), programs.path().join("bgplint")).expect("it is linked");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", programs.path().display());
    let mut run = 0;
    let commands = blocks("sh").concat();
    for command in commands.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let output = Command::new("bash")
            .args(["-c", &format!("set -o pipefail; {command}")])
            .current_dir(repository.path())
            .env_clear()
            .env("PATH", &path)
            .env("PWD", repository.path())
            .env("CLONE", env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("bash runs");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command}\n{printed}");
        assert!(!printed.contains("no input file") && !printed.contains("in 0 files"), "{command}\n{printed}");
        run += 1;
    }
    assert!(run > 40, "only {run} commands");
    for file in
        ["bgplint-baseline.json", ".bgplint.yaml", "codequality.json", "bgplint.sarif", "bgplint.xml", "bgp.svg"]
    {
        assert!(repository.path().join(file).is_file(), "{file} was not written");
    }
}

/// A file of the repository as JSON.
fn yaml(path: &str) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_snippets_use_what_there_is() {
    let snippets: Vec<Value> =
        blocks("yaml").iter().map(|block| serde_yaml::from_str(block).expect("the snippet is YAML")).collect();
    let find = |key: &str| snippets.iter().find(|snippet| !snippet[key].is_null()).expect("there is such a snippet");

    let hooks = yaml(".pre-commit-hooks.yaml");
    let ids: BTreeSet<&str> =
        hooks.as_array().expect("hooks are a list").iter().filter_map(|hook| hook["id"].as_str()).collect();
    assert!(ids.contains(find("repos")["repos"][0]["hooks"][0]["id"].as_str().expect("the hook has an id")), "{ids:?}");
    assert!(readme().contains("bgplint-system") && ids.contains("bgplint-system"));

    let (action, step) = (yaml("action.yml"), &find("steps")["steps"][1]);
    assert!(step["uses"].as_str().is_some_and(|name| name.starts_with("bgplint/bgplint@")));
    for input in step["with"].as_object().expect("inputs are a mapping").keys() {
        assert!(!action["inputs"][input].is_null(), "the action has no input {input}");
    }

    // The command for GitLab is one of the commands that are run.
    let script = find("bgplint")["bgplint"]["script"].as_array().expect("a script is a list");
    let command = script.last().and_then(Value::as_str).expect("it ends with a command");
    assert!(blocks("sh").concat().contains(command), "{command}");
}

#[test]
fn the_ignores_that_are_shown_name_rules() {
    let readme = readme();
    let shown = readme.split("ignore[").skip(1).filter_map(|rest| rest.split(']').next());
    let names: Vec<&str> = shown.filter(|name| *name != "rule").collect();
    assert!(!names.is_empty());
    for name in names {
        assert!(rules::find(name).is_some(), "there is no rule {name}");
    }
}

#[test]
fn every_command_and_format_is_shown() {
    let commands = blocks("sh").concat();
    for command in
        ["topology", "path", "filter", "read", "explain", "rules", "init", "config", "completions", "man", "check"]
    {
        assert!(commands.contains(&format!("bgplint {command}")), "{command} is not shown");
    }
    for format in ["concise", "json", "github", "sarif", "gitlab", "junit", "markdown"] {
        assert!(commands.contains(format), "{format} is not shown");
    }
    assert!(Path::new("schema/bgplint.schema.json").is_file());
}

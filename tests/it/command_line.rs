//! The command line: paths, options, exit statuses, stdout and stderr.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use crate::support::{bgplint, binary, tree};
use serde_json::Value;

/// A manifest without faults, which the callers modify.
const CLEAN: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  \
                     nodeSelector: rack == 'a'\n  peerIP: 10.0.0.1\n  asNumber: 64512\n";
/// A manifest that does not concern Calico.
const FOREIGN: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";

/// A BGPPeer with this name and an error (`invalid-address`).
fn broken(name: &str) -> String {
    CLEAN.replace("name: tor", &format!("name: {name}")).replace("10.0.0.1", "10.0.0.300")
}

/// A BGPPeer with one finding of severity info (`namespace-on-cluster-scoped`).
fn advised() -> String {
    CLEAN.replace("  name: tor\n", "  name: tor\n  namespace: calico-system\n")
}

/// A BGPPeer with one finding of severity warning (`placeholder-left`).
fn warned() -> String {
    CLEAN.replace("64512", "CHANGEME")
}

/// Runs the program in a directory, with an empty stdin.
fn run(directory: &Path, arguments: &[&str]) -> Output {
    bgplint().current_dir(directory).args(arguments).output().expect("bgplint runs")
}

/// Runs the program with a text on stdin.
fn pipe(arguments: &[&str], stdin: &str) -> Output {
    bgplint().args(arguments).write_stdin(stdin).output().expect("bgplint runs")
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is text")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is text")
}

/// The rules of the findings, in order.
fn rules_found(output: &Output) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout).expect("stdout is JSON");
    crate::support::rules_of(&report).into_iter().map(|(rule, _)| rule).collect()
}

/// The files of the findings, in order, with `--output concise=-`.
fn files_found(output: &Output) -> Vec<String> {
    stdout(output).lines().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
}

// Paths.

#[test]
fn a_bare_path_is_checked() {
    let project = tree(&[("peer.yaml", &broken("tor"))]);
    let bare = run(project.path(), &["peer.yaml"]);
    let named = run(project.path(), &["check", "peer.yaml"]);
    assert_eq!(status(&bare), Some(1));
    assert_eq!(bare, named);
}

#[test]
fn stdin_is_read_where_it_is_named_and_where_nothing_is() {
    let named = pipe(&["-", "--format", "concise"], &broken("tor"));
    assert_eq!(status(&named), Some(1));
    assert!(stdout(&named).starts_with("<stdin>:7:11: error[invalid-address] "), "{}", stdout(&named));
    assert_eq!(named, pipe(&["--format", "concise"], &broken("tor")));
    assert_eq!(named, pipe(&["check", "--format", "concise"], &broken("tor")));
}

#[test]
fn the_current_directory_is_read_where_nothing_is_named_or_piped() {
    let project = tree(&[("peer.yaml", &broken("tor"))]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bgplint"));
    command.env_clear().current_dir(project.path()).args(["--format", "concise"]).stdin(Stdio::null());
    assert_eq!(files_found(&command.output().expect("bgplint runs")), ["peer.yaml"]);
}

#[test]
fn stdin_and_files_are_read_together() {
    let project = tree(&[("peer.yaml", &broken("one"))]);
    let mut command = bgplint();
    command.current_dir(project.path()).args(["peer.yaml", "-", "--format", "concise"]).write_stdin(broken("two"));
    assert_eq!(files_found(&command.output().expect("bgplint runs")), ["<stdin>", "peer.yaml"]);
}

#[test]
fn directories_are_searched_for_yaml_and_json() {
    let json = r#"{"apiVersion": "projectcalico.org/v3", "kind": "BGPPeer", "metadata": {"name": "j"},
                   "spec": {"nodeSelector": "all()", "peerIP": "10.0.0.300", "asNumber": 64512}}"#;
    let project = tree(&[
        ("a.yaml", &broken("a")),
        ("deep/er/b.yml", &broken("b")),
        ("deep/c.json", json),
        ("d.txt", &broken("d")),
        ("e.yaml.j2", &broken("e")),
        ("f.yaml.bak", &broken("f")),
        ("yaml", &broken("g")),
        (".hidden.yaml", &broken("h")),
        (".hidden/i.yaml", &broken("i")),
    ]);
    let found = ["a.yaml", "deep/c.json", "deep/er/b.yml"];
    assert_eq!(files_found(&run(project.path(), &[".", "--format", "concise"])), found);
    let below = run(project.path(), &["deep", "--format", "concise"]);
    assert_eq!(files_found(&below), ["deep/c.json", "deep/er/b.yml"]);
}

#[test]
fn ignore_files_are_respected() {
    let project = tree(&[
        (".gitignore", "rendered/\n"),
        (".ignore", "old.yaml\n"),
        ("deep/.gitignore", "*.gen.yaml\n!kept.gen.yaml\n"),
        ("rendered/a.yaml", &broken("a")),
        ("old.yaml", &broken("b")),
        ("deep/c.gen.yaml", &broken("c")),
        ("deep/kept.gen.yaml", &broken("d")),
        ("e.yaml", &broken("e")),
    ]);
    assert_eq!(files_found(&run(project.path(), &[".", "--format", "concise"])), ["deep/kept.gen.yaml", "e.yaml"]);
}

#[test]
fn named_files_are_always_read() {
    let project = tree(&[
        (".gitignore", "ignored.yaml\n"),
        ("peer.yaml.j2", &broken("a")),
        ("peer.txt", &broken("b")),
        ("ignored.yaml", &broken("c")),
        (".hidden.yaml", &broken("d")),
        ("peer", &broken("e")),
    ]);
    for file in ["peer.yaml.j2", "peer.txt", "ignored.yaml", ".hidden.yaml", "peer"] {
        assert_eq!(files_found(&run(project.path(), &[file, "--format", "concise"])), [file]);
    }
}

#[test]
fn a_named_directory_is_read_though_it_is_hidden() {
    let project = tree(&[(".cluster/peer.yaml", &broken("a"))]);
    let output = run(project.path(), &[".cluster", "--format", "concise"]);
    assert_eq!(files_found(&output), [".cluster/peer.yaml"]);
}

#[test]
fn several_paths_are_one_input() {
    let project = tree(&[("a/peer.yaml", &broken("a")), ("b/peer.yaml", &broken("b")), ("c.yaml", &broken("c"))]);
    let output = run(project.path(), &["c.yaml", "b", "a", "--format", "concise"]);
    assert_eq!(files_found(&output), ["a/peer.yaml", "b/peer.yaml", "c.yaml"]);
}

#[test]
fn a_file_named_twice_is_read_once() {
    let project = tree(&[("sub/peer.yaml", &broken("a"))]);
    let absolute = project.path().join("sub/peer.yaml");
    let absolute = absolute.to_str().expect("the path is text");
    for again in ["sub/peer.yaml", "./sub/peer.yaml", "sub", ".", "sub/../sub/peer.yaml", absolute] {
        let output = run(project.path(), &["sub/peer.yaml", again, "--format", "json"]);
        assert_eq!(rules_found(&output), ["invalid-address"], "{again}");
        assert!(stderr(&output).contains("in 1 file"), "{again}: {}", stderr(&output));
    }
}

// Exit statuses.

#[test]
fn clean_input_is_status_0() {
    let output = pipe(&["-"], CLEAN);
    assert_eq!((status(&output), stdout(&output).as_str()), (Some(0), ""));
}

#[test]
fn findings_are_status_1() {
    assert_eq!(status(&pipe(&["-"], &broken("tor"))), Some(1));
}

#[test]
fn paths_that_cannot_be_read_are_status_2() {
    let project = tree(&[("peer.yaml", &broken("tor"))]);
    for path in ["missing.yaml", "missing/", "peer.yaml/below.yaml"] {
        let output = run(project.path(), &["peer.yaml", path]);
        assert_eq!((status(&output), stdout(&output).as_str()), (Some(2), ""), "{path}");
        assert!(stderr(&output).starts_with(&format!("error: cannot read {path}: ")), "{}", stderr(&output));
    }
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read_are_status_2() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let project = tree(&[("secret/peer.yaml", CLEAN)]);
    symlink("loop.yaml", project.path().join("loop.yaml")).expect("the link is made");
    assert_eq!(status(&run(project.path(), &["loop.yaml"])), Some(2));

    let path = project.path().join("secret/peer.yaml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("the mode is set");
    if std::fs::read(&path).is_ok() {
        return; // root may read everything
    }
    assert_eq!(status(&run(project.path(), &["secret/peer.yaml"])), Some(2));
    assert_eq!(status(&run(project.path(), &["secret"])), Some(2));
}

#[test]
fn a_directory_without_any_yaml_is_status_2() {
    let project = tree(&[("README.md", "# nothing\n")]);
    let output = run(project.path(), &["."]);
    assert_eq!(status(&output), Some(2));
    insta::assert_snapshot!(stderr(&output), @r"
    error: no input file: no *.yaml, *.yml or *.json found
    help: name files or directories with manifests, or pipe manifests into `bgplint -`
    ");
}

#[test]
fn files_without_calico_resources_are_status_0_with_a_message() {
    let project = tree(&[("a.yaml", FOREIGN), ("b.yaml", "")]);
    let output = run(project.path(), &["."]);
    assert_eq!((status(&output), stdout(&output).as_str()), (Some(0), ""));
    insta::assert_snapshot!(stderr(&output), @"
    no Calico BGP resources found in 2 files
    0 errors, 0 warnings, 0 infos in 2 files (0 resources, 0 nodes)
    ");
}

#[test]
fn files_without_calico_resources_are_status_2_with_require_resources() {
    let project = tree(&[("a.yaml", FOREIGN), ("peer.yaml", CLEAN)]);
    let output = run(project.path(), &["a.yaml", "--require-resources"]);
    assert_eq!(status(&output), Some(2));
    assert!(stderr(&output).contains("--require-resources"), "{}", stderr(&output));
    assert_eq!(status(&run(project.path(), &[".", "--require-resources"])), Some(0));
}

#[test]
fn files_that_say_nothing_of_bgp_are_status_2_with_require_resources() {
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: calico}\n\
                spec: {path: ./calico}\n";
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: bgp}\nstringData: {tor: secret}\n";
    let settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: calico-config}\ndata: {calico_backend: bird}\n";
    let project = tree(&[("flux.yaml", flux), ("secret.yaml", secret), ("settings.yaml", settings)]);
    let status_of = |files: &[&str]| status(&run(project.path(), &[files, &["--require-resources"]].concat()));
    assert_eq!(status_of(&["flux.yaml"]), Some(2));
    assert_eq!(status_of(&["flux.yaml", "secret.yaml"]), Some(2));
    assert_eq!(status_of(&["flux.yaml", "settings.yaml"]), Some(0));
}

#[test]
fn a_misspelled_command_is_not_a_path() {
    let project = tree(&[("peer.yaml", CLEAN), ("chec", CLEAN)]);
    let said = |arguments: &[&str]| {
        let output = run(project.path(), arguments);
        (status(&output), stderr(&output))
    };
    let expected = |written: &str, meant: &str| {
        let said = format!("error: there is no command or file `{written}`\nhelp: did you mean `{meant}`?\n");
        (Some(2), said)
    };
    assert_eq!(said(&["chekc", "."]), expected("chekc", "check"));
    assert_eq!(said(&["explian", "no-such-rule"]), expected("explian", "explain"));
    assert_eq!(said(&["topolgy", "--format", "dot", "."]), expected("topolgy", "topology"));
    // A file with such a name, and a path that is not like a command.
    assert_eq!(said(&["chec"]).0, Some(0));
    assert!(said(&["manifests"]).1.contains("cannot read manifests"));
}

#[test]
fn bad_options_are_status_2() {
    let bad: [&[&str]; 11] = [
        &["--no-such-option"],
        &["--format", "sarong"],
        &["--fail-on", "fatal"],
        &["--color", "sometimes"],
        &["--output", "json"],
        &["--output", "json="],
        &["--output", "sarong=out"],
        &["--calico-version", "nonsense"],
        &["--calico-version", "3"],
        &["rules", "--format", "sarong"],
        &["explain"],
    ];
    for arguments in bad {
        let output = pipe(arguments, CLEAN);
        assert_eq!((status(&output), stdout(&output).as_str()), (Some(2), ""), "{arguments:?}");
        assert!(stderr(&output).starts_with("error: "), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn unknown_rules_are_status_2_with_a_suggestion() {
    for option in ["--select", "--ignore"] {
        for names in ["duplicate-routerid", "manifest,duplicate-routerid"] {
            let output = pipe(&["-", option, names], CLEAN);
            assert_eq!(status(&output), Some(2), "{option} {names}");
            assert!(stderr(&output).contains("did you mean `duplicate-router-id`?"), "{}", stderr(&output));
        }
        let output = pipe(&["-", option, "xyzzy"], CLEAN);
        assert_eq!(status(&output), Some(2));
        assert!(stderr(&output).contains("run `bgplint rules` for a list"), "{}", stderr(&output));
    }
}

#[test]
fn fail_on_sets_the_threshold() {
    let inputs = [("error", broken("tor")), ("warning", warned()), ("info", advised()), ("none", CLEAN.to_owned())];
    let expected =
        [("error", [1, 0, 0, 0]), ("warning", [1, 1, 0, 0]), ("info", [1, 1, 1, 0]), ("never", [0, 0, 0, 0])];
    for (threshold, statuses) in expected {
        for ((severity, input), wanted) in inputs.iter().zip(statuses) {
            let output = pipe(&["-", "--fail-on", threshold, "--format", "concise"], input);
            let found = if *severity == "none" { String::new() } else { format!(" {severity}[") };
            assert!(stdout(&output).contains(&found), "{severity}: {}", stdout(&output));
            assert_eq!(status(&output), Some(wanted), "--fail-on {threshold} with {severity}");
        }
    }
    assert_eq!(status(&pipe(&["-"], &warned())), Some(0), "errors are the default");
}

// Selection of rules.

/// A BGPPeer with findings of three rules in two groups.
const MANIFOLD: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  \
                        nodeSelector: has(a) && !has(a)\n  peerIP: 10.0.0.300\n  asNumber: 064512\n";

#[test]
fn rules_can_be_selected_and_ignored() {
    let table: [(&[&str], &[&str]); 10] = [
        (&[], &["selector-never-matches", "invalid-address", "octal-as-number"]),
        (&["--select", "invalid-address"], &["invalid-address"]),
        (&["--select", "manifest"], &["invalid-address", "octal-as-number"]),
        (&["--select", "selector,octal-as-number"], &["selector-never-matches", "octal-as-number"]),
        (&["--select", "selector", "--select", "invalid-address"], &["selector-never-matches", "invalid-address"]),
        (&["--ignore", "invalid-address"], &["selector-never-matches", "octal-as-number"]),
        (&["--ignore", "manifest"], &["selector-never-matches"]),
        (&["--ignore", "selector,octal-as-number"], &["invalid-address"]),
        (&["--ignore", "selector", "--ignore", "manifest"], &[]),
        (&["--select", "manifest", "--ignore", "octal-as-number"], &["invalid-address"]),
    ];
    for (arguments, expected) in table {
        let output = pipe(&[&["-", "--format", "json"], arguments].concat(), MANIFOLD);
        assert_eq!(rules_found(&output), expected, "{arguments:?}");
        assert_eq!(status(&output), Some(i32::from(!expected.is_empty())), "{arguments:?}");
    }
}

// Output.

#[test]
fn stdout_holds_the_findings_and_stderr_the_counts() {
    let output = pipe(&["-", "--format", "concise"], &broken("tor"));
    assert_eq!(stdout(&output).lines().count(), 1);
    assert!(stdout(&output).starts_with("<stdin>:7:11: error[invalid-address] "));
    insta::assert_snapshot!(stderr(&output), @r"
    1 check needs the complete node list: run `kubectl get nodes -o yaml > nodes.yaml`, and add `--nodes nodes.yaml`
    1 error, 0 warnings, 0 infos in 1 file (1 resource, 0 nodes)
    ");
}

#[test]
fn outputs_go_to_files_and_to_stdout() {
    let project = tree(&[("peer.yaml", &broken("tor"))]);
    let arguments = ["peer.yaml", "--output", "json=out.json", "--output", "concise=-", "--output", "pretty=out.txt"];
    let output = run(project.path(), &arguments);
    assert_eq!(status(&output), Some(1));
    assert_eq!(output.stdout, run(project.path(), &["peer.yaml", "--format", "concise"]).stdout);
    let file = |name: &str| std::fs::read(project.path().join(name)).expect("the output is written");
    assert_eq!(file("out.json"), run(project.path(), &["peer.yaml", "--format", "json"]).stdout);
    assert_eq!(file("out.txt"), run(project.path(), &["peer.yaml", "--format", "pretty"]).stdout);
}

#[test]
fn an_output_file_leaves_stdout_as_it_is() {
    let project = tree(&[("peer.yaml", &broken("tor"))]);
    let output = run(project.path(), &["peer.yaml", "--output", "json=out.json"]);
    assert_eq!(output, run(project.path(), &["peer.yaml"]));
}

#[test]
fn an_output_that_cannot_be_written_is_status_2() {
    let project = tree(&[("peer.yaml", CLEAN)]);
    let output = run(project.path(), &["peer.yaml", "--output", "json=missing/out.json"]);
    assert_eq!(status(&output), Some(2));
    assert!(stderr(&output).starts_with("error: cannot write missing/out.json: "), "{}", stderr(&output));
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let colored = |arguments: &[&str], no_color: bool| {
        let mut command = binary();
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let output = command.args(arguments).write_stdin(broken("tor")).output().expect("bgplint runs");
        stdout(&output).contains('\u{1b}')
    };
    assert!(colored(&["--color", "always"], false));
    assert!(colored(&["--color", "always"], true), "an option weighs more than the environment");
    assert!(!colored(&["--color", "never"], false));
    assert!(!colored(&["--color", "auto"], false));
    assert!(!colored(&["--color", "auto"], true));
    assert!(!colored(&[], false));
    assert!(!colored(&["--color", "always", "--format", "json"], false));
}

/// Runs the program with a closed stdout. Returns the exit status and stderr.
fn run_unread(arguments: &[&str], stdin: &str) -> (Option<i32>, String) {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_bgplint"))
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bgplint starts");
    drop(child.stdout.take());
    let mut pipe = child.stdin.take().expect("stdin is piped");
    pipe.write_all(stdin.as_bytes()).expect("stdin is read");
    drop(pipe);
    let mut stderr = String::new();
    child.stderr.take().expect("stderr is piped").read_to_string(&mut stderr).expect("stderr is text");
    (child.wait().expect("bgplint ends").code(), stderr)
}

#[test]
fn a_closed_stdout_does_not_panic() {
    for format in ["pretty", "concise", "json"] {
        let (status, stderr) = run_unread(&["-", "--format", format], &broken("tor"));
        assert_ne!(status, Some(101), "{format}: {stderr}");
        assert!(!stderr.contains("panicked"), "{format}: {stderr}");
    }
}

// The cluster.

#[test]
fn the_option_nodes_decides_how_nodes_are_read() {
    let node = "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n  labels:\n    rack: b\n---\n";
    let input = format!("{node}{CLEAN}");
    let inventory = |arguments: &[&str]| {
        let output = pipe(&[&["-", "--format", "json"], arguments].concat(), &input);
        let report: Value = serde_json::from_slice(&output.stdout).expect("stdout is JSON");
        let certainties = report["findings"].as_array().expect("a list").iter();
        let certainties = certainties.map(|finding| finding["certainty"].as_str().unwrap_or_default().to_owned());
        (report["summary"]["inventory"].as_str().unwrap_or_default().to_owned(), certainties.collect::<Vec<_>>())
    };
    let complete = ("complete".to_owned(), vec!["definite".to_owned()]);
    let partial = ("partial".to_owned(), vec!["conditional".to_owned()]);
    assert_eq!(inventory(&["--select", "selector-matches-no-node", "--nodes", "complete"]), complete);
    assert_eq!(inventory(&["--select", "selector-matches-no-node", "--nodes", "partial"]).0, partial.0);
    assert_eq!(inventory(&["--select", "selector-matches-no-node"]).0, partial.0);
}

#[test]
fn nodes_are_read_from_a_file() {
    let node = "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n  labels:\n    rack: b\n";
    let project = tree(&[("peer.yaml", CLEAN), ("inventory.txt", node)]);
    let arguments = ["peer.yaml", "--nodes", "inventory.txt", "--format", "json"];
    let output = run(project.path(), &arguments);
    let report: Value = serde_json::from_slice(&output.stdout).expect("stdout is JSON");
    assert_eq!(rules_found(&output), ["selector-matches-no-node"]);
    assert_eq!(report["summary"]["inventory"], "complete");
    assert_eq!(report["summary"]["nodes"], 1);
    assert_eq!(report["summary"]["files"], 2);
    assert_eq!(status(&output), Some(1));
}

#[test]
fn an_inventory_within_the_input_is_read_once() {
    let node = "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n  labels:\n    rack: a\n";
    let project = tree(&[("peer.yaml", CLEAN), ("nodes.yaml", node)]);
    let output = run(project.path(), &[".", "--nodes", "nodes.yaml"]);
    assert_eq!(status(&output), Some(0));
    assert!(stderr(&output).contains("in 2 files (2 resources, 1 node, node list complete)"), "{}", stderr(&output));
}

#[test]
fn an_inventory_that_is_missing_is_status_2() {
    let output = pipe(&["-", "--nodes", "missing.yaml"], CLEAN);
    assert_eq!(status(&output), Some(2));
    assert!(stderr(&output).starts_with("error: cannot read missing.yaml: "), "{}", stderr(&output));
}

#[test]
fn the_release_decides_which_fields_there_are() {
    let input = CLEAN.to_owned() + "  keepaliveTime: 20s\n";
    let found = |version: &str| rules_found(&pipe(&["-", "--calico-version", version, "--format", "json"], &input));
    for old in ["3.28", "v3.31.2", "3.31"] {
        assert_eq!(found(old), ["field-needs-newer-calico"], "{old}");
    }
    for new in ["3.32", "v3.32.0", "3.34"] {
        assert!(found(new).is_empty(), "{new}");
    }
}

// The other commands.

#[test]
fn explain_prints_the_page() {
    let output = pipe(&["explain", "duplicate-router-id"], "");
    assert_eq!((status(&output), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(stdout(&output), bgplint::rules::find("duplicate-router-id").expect("the rule").page);
}

#[test]
fn explain_knows_near_names() {
    let output = pipe(&["explain", "duplicate-routerid"], "");
    assert_eq!((status(&output), stdout(&output).as_str()), (Some(2), ""));
    insta::assert_snapshot!(stderr(&output), @r"
    error: there is no rule `duplicate-routerid`
    help: did you mean `duplicate-router-id`?
    ");
    let output = pipe(&["explain", "xyzzy"], "");
    assert_eq!(status(&output), Some(2));
    insta::assert_snapshot!(stderr(&output), @r"
    error: there is no rule `xyzzy`
    help: run `bgplint rules` for a list
    ");
}

#[test]
fn rules_are_listed_in_a_table() {
    let output = pipe(&["rules"], "");
    assert_eq!((status(&output), stderr(&output).as_str()), (Some(0), ""));
    let table = stdout(&output);
    let listed: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let names: Vec<&str> = bgplint::rules::all().iter().map(|rule| rule.name).collect();
    assert_eq!(listed, names);
}

#[test]
fn rules_are_listed_as_json() {
    let output = pipe(&["rules", "--format", "json"], "");
    let rules: Vec<Value> = serde_json::from_slice(&output.stdout).expect("stdout is JSON");
    for (listed, rule) in rules.iter().zip(bgplint::rules::all()) {
        let effects: Vec<&str> = rule.effects.iter().map(|effect| effect.name()).collect();
        let checks: Vec<Value> = bgplint::rules::checks_of(rule)
            .into_iter()
            .map(|check| {
                serde_json::json!({
                    "kind": check.kind.name(), "field": check.field, "check": check.what,
                    "crd": check.crd.to_string(), "calico": check.calico.to_string(),
                })
            })
            .collect();
        let mut expected = serde_json::json!({
            "name": rule.name, "group": rule.group.name(), "severity": rule.severity.name(),
            "effects": effects, "fix": rule.fix.name(), "pedantic": rule.is_pedantic, "summary": rule.summary, "url": rule.url(),
        });
        // Only a rule that reports what the gates check has `checks`.
        if !checks.is_empty() {
            expected["checks"] = checks.into();
        }
        assert_eq!(*listed, expected);
    }
    assert_eq!(rules.len(), bgplint::rules::all().len());
}

#[test]
fn version_and_help() {
    let version = pipe(&["--version"], "");
    assert_eq!(status(&version), Some(0));
    assert_eq!(stdout(&version), format!("bgplint {}\n", env!("CARGO_PKG_VERSION")));
    for arguments in [&["--help"][..], &["-h"], &["check", "--help"]] {
        let help = pipe(arguments, "");
        assert_eq!(status(&help), Some(0));
        assert!(stdout(&help).contains("Exit status: 0 if no finding reaches the threshold"), "{arguments:?}");
    }
}

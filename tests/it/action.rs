//! The GitHub Action: its bash scripts, run with the variables that GitHub sets.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::action::{Action, stdout};
use crate::support::outside;
use crate::support::{RIGHT, faulty, tree};
use serde_json::Value;

/// A PATH that finds the program under test.
fn path() -> OsString {
    let ours = Path::new(env!("CARGO_BIN_EXE_bgplint")).parent().expect("a parent").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(ours).chain(std::env::split_paths(&path))).expect("it makes a PATH")
}

/// Runs the lint step; `None` where bash is missing.
fn lint(test: &str, directory: &Path, inputs: &[(&str, &str)]) -> Option<Output> {
    outside::find("bash", "CI", test)?;
    Some(Action::read().run("Run bgplint", inputs, directory, &path()).output().expect("bash runs"))
}

/// The files of the annotations, in order.
fn annotated(output: &Output) -> Vec<String> {
    let text = stdout(output);
    let file = |line: &str| Some(line.split_once(" file=")?.1.split_once(',')?.0.to_owned());
    text.lines().filter(|line| line.starts_with("::")).filter_map(file).collect()
}

#[test]
fn findings_are_annotations_and_fail_the_step() {
    let project = tree(&[("bgp/peer.yaml", &faulty())]);
    let Some(output) = lint("findings_are_annotations_and_fail_the_step", project.path(), &[]) else { return };
    assert_eq!(output.status.code(), Some(1), "{}", outside::both(&output));
    let text = stdout(&output);
    assert!(text.starts_with("::error file=bgp/peer.yaml,line=7,endLine=7,"), "{text}");
    assert!(text.contains("title=invalid-address::"), "{text}");
}

#[test]
fn a_clean_directory_passes() {
    let project = tree(&[("bgp/peer.yaml", RIGHT)]);
    let Some(output) = lint("a_clean_directory_passes", project.path(), &[]) else { return };
    assert_eq!(output.status.code(), Some(0), "{}", outside::both(&output));
    assert_eq!(stdout(&output), "");
}

#[test]
fn paths_are_lines_and_may_hold_blanks() {
    let faulty = faulty();
    let project = tree(&[
        ("our cluster/peer.yaml", &faulty),
        ("$(touch run) `touch run`; touch run/b.yaml", &faulty),
        ("*/c.yaml", &faulty),
        ("elsewhere/d.yaml", &faulty),
    ]);
    let paths = "our cluster\n$(touch run) `touch run`; touch run\n*\n";
    let Some(output) = lint("paths_are_lines_and_may_hold_blanks", project.path(), &[("paths", paths)]) else { return };
    assert_eq!(output.status.code(), Some(1), "{}", outside::both(&output));
    let expected = ["$(touch run) `touch run`; touch run/b.yaml", "*/c.yaml", "our cluster/peer.yaml"];
    assert_eq!(annotated(&output), expected, "{}", outside::both(&output));
    assert!(!project.path().join("run").exists(), "a path was run");
}

#[test]
fn no_path_is_the_directory() {
    let project = tree(&[("peer.yaml", &faulty())]);
    for paths in ["", "\n"] {
        let Some(output) = lint("no_path_is_the_directory", project.path(), &[("paths", paths)]) else { return };
        assert_eq!(annotated(&output), ["peer.yaml"], "{}", outside::both(&output));
    }
}

#[test]
fn the_threshold_and_more_options_are_passed_on() {
    let doubtful = RIGHT.replace("64512", "CHANGEME");
    let project = tree(&[("peer.yaml", &doubtful), ("a.json", "{}")]);
    let test = "the_threshold_and_more_options_are_passed_on";
    let status = |inputs: &[(&str, &str)]| Some(lint(test, project.path(), inputs)?.status.code());
    let only = ("args", "--select placeholder-left\n\n  --pedantic ");
    let Some(default) = status(&[only]) else { return };
    assert_eq!(default, Some(0));
    assert_eq!(status(&[only, ("fail-on", "warning")]), Some(Some(1)));
    assert_eq!(status(&[("fail-on", "warning"), ("args", "--ignore placeholder-left")]), Some(Some(0)));
    // Without the input `fail-on` the configuration decides.
    std::fs::write(project.path().join(".bgplint.yaml"), "failOn: warning\n").expect("the configuration is written");
    assert_eq!(status(&[only]), Some(Some(1)));
    std::fs::remove_file(project.path().join(".bgplint.yaml")).expect("the configuration is there");
    // The shell must not expand patterns in the arguments.
    assert_eq!(status(&[("args", "--write-baseline *.json")]), Some(Some(0)));
    assert!(project.path().join("*.json").exists());
    // A wrong argument must fail the step.
    assert_eq!(status(&[("fail-on", "grave")]), Some(Some(2)));
    assert_eq!(status(&[("args", "--pedantic; exit 0")]), Some(Some(2)));
}

#[test]
fn sarif_is_written_where_it_is_asked_for() {
    let project = tree(&[("peer.yaml", &faulty())]);
    let inputs = [("sarif-file", "code scanning.sarif")];
    let Some(output) = lint("sarif_is_written_where_it_is_asked_for", project.path(), &inputs) else { return };
    assert_eq!(output.status.code(), Some(1), "{}", outside::both(&output));
    assert_eq!(annotated(&output), ["peer.yaml"]);
    let sarif = fs::read_to_string(project.path().join("code scanning.sarif")).expect("the file is written");
    let sarif: Value = serde_json::from_str(&sarif).expect("the file is JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "invalid-address");
}

#[test]
fn what_a_repository_hides_is_read_on_request() {
    let test = "what_a_repository_hides_is_read_on_request";
    let ignored = faulty().replace("  peerIP", "  # bgplint: ignore[invalid-address] x\n  peerIP");
    let project = tree(&[
        ("peer.yaml", &ignored),
        (".hidden/peer.yaml", &faulty()),
        ("excluded/peer.yaml", &faulty()),
        (".gitignore", "/excluded\n"),
        (".bgplint.yaml", "failOn: never\n"),
    ]);
    let outside = tree(&[("$(touch run) -lock.yaml", "pedantic: false\n")]);
    let run = |inputs: &[(&str, &str)]| {
        let output = lint(test, project.path(), inputs)?;
        Some((annotated(&output), output.status.code()))
    };
    let Some(default) = run(&[("hidden", ""), ("no-ignore-files", "false")]) else { return };
    assert_eq!(default, (vec![], Some(0)));
    let read = |file: &str| Some((vec![file.to_owned()], Some(0)));
    assert_eq!(run(&[("hidden", "true")]), read(".hidden/peer.yaml"));
    assert_eq!(run(&[("no-ignore-files", "true")]), read("excluded/peer.yaml"));
    let lock = outside.path().join("$(touch run) -lock.yaml");
    let lock = lock.to_str().expect("a text");
    let all = [".hidden/peer.yaml", "excluded/peer.yaml", "peer.yaml"].map(str::to_owned).to_vec();
    assert_eq!(run(&[("locked-config", lock)]), Some((all, Some(1))));
    assert!(!project.path().join("run").exists(), "a name was run");
    // What is neither a yes nor a no must fail the step.
    for input in ["hidden", "no-ignore-files"] {
        assert_eq!(run(&[(input, "yes; exit 0")]), Some((vec![], Some(2))));
    }
    assert_eq!(run(&[("locked-config", "--no-config")]), Some((vec![], Some(2))));
}

#[test]
fn a_bgplint_that_is_installed_is_used() {
    if outside::find("bash", "CI", "a_bgplint_that_is_installed_is_used").is_none() {
        return;
    }
    let project = tree(&[]);
    let output =
        Action::read().run("Install bgplint", &[("version", "")], project.path(), &path()).output().expect("bash runs");
    // RUNNER_TEMP and GITHUB_PATH are not set, so an installation would fail.
    assert_eq!(output.status.code(), Some(0), "{}", outside::both(&output));
    assert_eq!(stdout(&output).trim_end(), env!("CARGO_BIN_EXE_bgplint"));
}

#[test]
fn no_script_holds_an_expression() {
    let action = Action::read();
    let mut used = Vec::new();
    for step in action.steps() {
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "what users write must be a variable, not a part of the script:\n{script}");
        for (_, expression) in step["env"].as_mapping().expect("variables are a mapping") {
            used.push(expression.as_str().expect("an expression").to_owned());
        }
    }
    for input in action.inputs().keys() {
        assert!(used.contains(&format!("${{{{ inputs.{input} }}}}")), "the input `{input}` is not used");
    }
}

#[test]
fn an_action_installs_the_bgplint_of_its_own_version() {
    let action: Value =
        serde_yaml::from_str(&fs::read_to_string("action.yml").expect("the action is there")).expect("it is YAML");
    assert_eq!(action["inputs"]["version"]["default"], env!("CARGO_PKG_VERSION"));
}

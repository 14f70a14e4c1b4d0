//! Common parts of the tests: the program, manifests, fixtures, and other programs that are judges.

pub mod action;
pub mod bird;
pub mod check;
pub mod daemon;
pub mod everywhere;
pub mod examples;
pub mod fix_properties;
pub mod fixtures;
pub mod imports;
pub mod of_manifests;
pub mod outside;
pub mod program;
pub mod propagation_properties;
pub mod quick;
pub mod random;
pub mod random_cluster;
pub mod random_topology;
pub mod render;
pub mod session_properties;
pub mod xml;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use program::Program;

/// A manifest without a fault.
pub const RIGHT: &str = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: tor\nspec:\n  \
                     nodeSelector: rack == 'a'\n  peerIP: 10.0.0.1\n  asNumber: 64512\n";

/// A manifest with an error (`invalid-address`).
pub fn faulty() -> String {
    RIGHT.replace("10.0.0.1", "10.0.0.300")
}

/// The program, run within the test.
pub fn bgplint() -> Program {
    Program::new()
}

/// The built program, for tests that need a separate process: environment, signals, pipes and terminals.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bgplint"));
    command.env_clear().current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// The findings of a run with `--format json`.
pub fn json(arguments: &[&str], stdin: &str) -> Value {
    let output =
        bgplint().args(["--format", "json"]).args(arguments).write_stdin(stdin).output().expect("bgplint runs");
    let status = output.status.code();
    assert!(matches!(status, Some(0 | 1)), "{arguments:?}: {status:?} {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

/// The rules of the findings of a run, with their severities.
pub fn rules_of(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings are a list");
    findings.iter().map(|finding| (text(&finding["rule"]), text(&finding["severity"]))).collect()
}

/// The directories below `path`, by name.
pub fn directories(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found: Vec<PathBuf> =
        entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// The manifests below a directory: relative names, and texts.
pub fn manifests(directory: &Path) -> Vec<(String, String)> {
    let mut manifests = Vec::new();
    collect(directory, directory, &mut manifests);
    manifests.sort();
    manifests
}

fn collect(directory: &Path, below: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(directory).expect("the directory is there").filter_map(Result::ok) {
        let path = entry.path();
        // A configuration is no manifest.
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_manifest = !is_hidden
            && path.extension().is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|known| ending == *known));
        if path.is_dir() {
            collect(&path, below, files);
        } else if is_manifest {
            let text = std::fs::read_to_string(&path).expect("a manifest is text");
            let name = path.strip_prefix(below).expect("the file lies below").to_string_lossy().replace('\\', "/");
            files.push((name, text));
        }
    }
}

/// A temporary directory with these files.
pub fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("the directory is made");
        std::fs::write(path, text).expect("the file is written");
    }
    directory
}

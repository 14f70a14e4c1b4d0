//! Other programs that test bgplint. If a program is missing, the test is skipped.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Finds a program. If it is not installed, the test is skipped with a message; it fails if the variable `required` is set.
pub fn find(program: &str, required: &str, test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var_os(required).is_none(), "{program} is not installed, and CI requires it");
        // Writes to stderr directly, because the output of a passed test is captured.
        writeln!(std::io::stderr(), "{test}: skipped, since {program} is not installed")
            .expect("stderr can be written");
    }
    found
}

/// Runs a command that must succeed; returns its stdout.
pub fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, both(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Stdout and stderr.
pub fn both(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

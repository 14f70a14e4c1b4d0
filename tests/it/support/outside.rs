//! Programs from outside that judge ours: found on the PATH, or the test says that it is skipped.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Finds a program. Where it is not installed, the test is skipped and says so; it fails where `required` is set.
pub fn find(program: &str, required: &str, test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var_os(required).is_none(), "{program} is not installed, and CI requires it");
        // Past the capture of a test that passes.
        writeln!(std::io::stderr(), "{test}: skipped, since {program} is not installed")
            .expect("stderr can be written");
    }
    found
}

/// Runs a command that has to succeed, and gives its stdout.
pub fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, both(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// All that was printed.
pub fn both(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

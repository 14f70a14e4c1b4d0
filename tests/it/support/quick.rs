//! Quick release builds of this tree: not optimized, and with dependencies that are compiled once for all tests.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The settings of such a build, as environment variables for cargo.
pub fn settings() -> [(&'static str, String); 7] {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quick");
    [
        ("CARGO_PROFILE_RELEASE_LTO", "off".to_owned()),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0".to_owned()),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16".to_owned()),
        // `cargo test` has downloaded the dependencies for this machine, but not those for others.
        ("CARGO_NET_OFFLINE", "true".to_owned()),
        ("CARGO_BUILD_TARGET", this_machine()),
        ("CARGO_TARGET_DIR", target.to_str().expect("the path is text").to_owned()),
        ("CARGO_TERM_COLOR", "never".to_owned()),
    ]
}

/// The target triple of this machine.
pub fn this_machine() -> String {
    let output = Command::new("rustc").args(["--version", "--verbose"]).output().expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

/// The files of the working tree, committed or not.
pub fn files() -> Vec<PathBuf> {
    let mut command = git(Path::new(env!("CARGO_MANIFEST_DIR")));
    let output = command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("the names are text");
    let mut files: Vec<PathBuf> = names.split_terminator('\0').map(PathBuf::from).collect();
    files.retain(|file| Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file());
    files.sort();
    files.dedup();
    files
}

/// git in a directory, without the settings of the developer or of a surrounding hook.
pub fn git(directory: &Path) -> Command {
    let mut command = Command::new("git");
    without_settings(&mut command).current_dir(directory);
    command
}

/// Removes the developer's settings of git from a command, and gives every commit the same author and time.
pub fn without_settings(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "a test").env(format!("GIT_{role}_EMAIL"), "test@example.com");
        command.env(format!("GIT_{role}_DATE"), "2026-01-01T00:00:00Z");
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
}

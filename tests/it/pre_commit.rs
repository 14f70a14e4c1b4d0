//! The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit in a user's repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::outside;
use crate::support::quick;
use crate::support::{RIGHT, faulty, tree};
use tempfile::TempDir;

/// A manifest with a warning (`placeholder-left`).
fn doubtful() -> String {
    RIGHT.replace("64512", "CHANGEME")
}

/// The working tree, committed or not, as a repository of hooks.
struct Hooks {
    repository: PathBuf,
    commit: String,
}

impl Hooks {
    /// The same files always give the same commit, so that pre-commit builds again only after a change.
    fn new() -> Hooks {
        let repository = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hooks");
        if repository.exists() {
            fs::remove_dir_all(&repository).expect("the old copy is removed");
        }
        // Files that the build does not need must not cause a new build.
        let is_needed = |file: &PathBuf| !file.starts_with("tests") && !file.starts_with("fixtures");
        for file in quick::files().into_iter().filter(is_needed) {
            let copy = repository.join(&file);
            fs::create_dir_all(copy.parent().expect("a parent")).expect("the directory is made");
            fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file), copy).expect("the file is copied");
        }
        outside::succeed(quick::git(&repository).args(["init", "--quiet", "--initial-branch", "main"]));
        outside::succeed(quick::git(&repository).args(["add", "--all"]));
        outside::succeed(quick::git(&repository).args(["commit", "--quiet", "--message", "the tree as it is"]));
        let commit = outside::succeed(quick::git(&repository).args(["rev-parse", "HEAD"])).trim().to_owned();
        Hooks { repository, commit }
    }
}

/// A user's repository, with pre-commit installed as its hook.
struct User {
    directory: TempDir,
    path: std::ffi::OsString,
}

impl User {
    /// Uses a hook with these lines of settings.
    fn new(pre_commit: &Path, hooks: &Hooks, hook: &str, settings: &str) -> User {
        let (repository, commit) = (hooks.repository.display(), &hooks.commit);
        let configuration =
            format!("repos:\n  - repo: {repository}\n    rev: {commit}\n    hooks:\n      - id: {hook}\n{settings}");
        let directory = tree(&[(".pre-commit-config.yaml", &configuration), ("docs/README.md", "# A cluster\n")]);
        let mut path: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
        if hook == "bgplint-system" {
            path.insert(0, Path::new(env!("CARGO_BIN_EXE_bgplint")).parent().expect("a parent").to_owned());
        }
        let path = std::env::join_paths(path).expect("the directories make a PATH");
        let user = User { directory, path };
        outside::succeed(user.run("git").args(["init", "--quiet"]));
        outside::succeed(user.run(pre_commit.to_str().expect("its path is text")).arg("install"));
        user
    }

    fn run(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        quick::without_settings(&mut command).current_dir(self.directory.path()).env("PATH", &self.path);
        command.env("PRE_COMMIT_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("pre-commit"));
        command.env("PRE_COMMIT_COLOR", "never").envs(quick::settings());
        command
    }

    /// Commits a change of a file; pre-commit may reject the commit.
    fn commit(&self, file: &str, text: &str) -> Output {
        let path = self.directory.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("the directory is made");
        fs::write(path, text).expect("the file is written");
        outside::succeed(self.run("git").args(["add", file]));
        self.run("git").args(["commit", "--message", "a change"]).output().expect("git runs")
    }

    fn commits(&self) -> usize {
        let output = self.run("git").args(["rev-list", "--all"]).output().expect("git runs");
        String::from_utf8_lossy(&output.stdout).lines().count()
    }
}

/// Checks that a commit was rejected because of `finding`, which the output shows.
fn assert_refused(output: &Output, finding: &str) {
    let text = outside::both(output);
    assert!(!output.status.success(), "the commit should be refused:\n{text}");
    assert!(text.contains("- hook id: bgplint") && text.contains(finding), "`{finding}` is not reported:\n{text}");
}

/// Checks that a commit was made, and the words of pre-commit about the hook.
fn assert_made(output: &Output, said: &str) {
    let text = outside::both(output);
    assert!(output.status.success(), "the commit should go through:\n{text}");
    let line = text.lines().find(|line| line.starts_with("bgplint.")).unwrap_or_default();
    assert!(line.contains(said), "not `{said}`:\n{text}");
}

#[test]
fn pre_commit_builds_and_runs_the_hooks() {
    let Some(pre_commit) =
        outside::find("pre-commit", "CI_REQUIRES_PRE_COMMIT", "pre_commit_builds_and_runs_the_hooks")
    else {
        return;
    };
    let hooks = Hooks::new();
    outside::succeed(Command::new(&pre_commit).arg("validate-manifest").current_dir(&hooks.repository));
    for hook in ["bgplint", "bgplint-system"] {
        everything_is_read(&User::new(&pre_commit, &hooks, hook, ""));
    }
    // Both hooks have the same entry, so the hook without a build is enough.
    let system = |settings| User::new(&pre_commit, &hooks, "bgplint-system", settings);
    named_paths_are_read(&system("        args: [./manifests, --fail-on, warning]\n"));
    options_alone_read_everything(&system("        args: [--fail-on, warning]\n"));
    hidden_files_are_read(&system("        args: [., --hidden]\n"));
}

fn everything_is_read(user: &User) {
    assert_made(&user.commit("docs/README.md", "# Our cluster\n"), "Skipped");
    assert_refused(&user.commit("manifests/bgp peer.yaml", &faulty()), "error[invalid-address]");
    assert_eq!(user.commits(), 1);
    assert_made(&user.commit("manifests/bgp peer.yaml", RIGHT), "Passed");
    assert_eq!(user.commits(), 2);
    // Files of the repository are read even if they did not change.
    let twin = RIGHT.replace("peerIP: 10.0.0.1", "peerIP: 10.0.0.2");
    assert_refused(&user.commit("manifests/twin.yml", &twin), "error[duplicate-resource]");
    assert_eq!(user.commits(), 2);
}

fn named_paths_are_read(user: &User) {
    assert_made(&user.commit("manifests/right.yaml", RIGHT), "Passed");
    assert_made(&user.commit("elsewhere.yaml", &faulty()), "Passed");
    assert_refused(&user.commit("manifests/doubtful.yaml", &doubtful()), "warning[placeholder-left]");
}

fn options_alone_read_everything(user: &User) {
    assert_refused(&user.commit("peer.yaml", &doubtful()), "warning[placeholder-left]");
}

fn hidden_files_are_read(user: &User) {
    assert_made(&user.commit("peer.yaml", RIGHT), "Passed");
    assert_refused(&user.commit(".hidden/peer.yaml", &faulty()), "error[invalid-address]");
}

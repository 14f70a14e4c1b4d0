//! What a stranger's repository may hold does no harm: links, pipes, names, values, configurations and targets of writing.

use std::path::Path;

use crate::support::{bgplint, faulty, tree};

/// What is printed, and the exit status.
fn run(directory: &Path, arguments: &[&str]) -> (String, i32) {
    let output = bgplint().current_dir(directory).args(arguments).output().expect("bgplint runs");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("the output is text");
    (text, output.status.code().expect("a status"))
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_and_what_is_no_file_are_left_out() {
    use std::os::unix::fs::symlink;

    let directory = tree(&[("repository/peer.yaml", &faulty()), ("outside.yaml", "kind: BGPPeer # hunter2\n")]);
    let repository = directory.path().join("repository");
    symlink("../outside.yaml", repository.join("link.yaml")).expect("it is linked");
    symlink("/dev/zero", repository.join("zero.yaml")).expect("it is linked");
    symlink("peer.yaml", repository.join("inside.yaml")).expect("it is linked");
    make_pipe(&repository.join("pipe.yaml"));
    let (text, status) = run(&repository, &[".", "--no-config"]);
    assert_eq!(status, 1, "{text}");
    for skipped in ["skipped link.yaml", "skipped zero.yaml", "skipped pipe.yaml"] {
        assert!(text.contains(skipped), "{text}");
    }
    assert!(text.contains("inside.yaml") && !text.contains("hunter2"), "{text}");
    // What the user names is no way out either.
    assert!(run(&repository, &["link.yaml", "--no-config"]).0.contains("skipped link.yaml"));
    for arguments in [
        &[".", "--config", "link.yaml"][..],
        &[".", "--no-config", "--baseline", "link.yaml"],
        &[".", "--no-config", "--nodes", "link.yaml"],
    ] {
        let (text, status) = run(&repository, arguments);
        assert!(status == 2 && !text.contains("hunter2"), "{arguments:?}: {status} {text}");
    }
    symlink("../outside.yaml", repository.join(".bgplint.yaml")).expect("it is linked");
    let (text, status) = run(&repository, &["."]);
    assert!(status == 2 && text.contains("leads out of the repository") && !text.contains("hunter2"), "{text}");
}

#[cfg(unix)]
fn make_pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

#[test]
fn a_configuration_names_no_file_outside_of_its_repository() {
    for line in ["baseline: ../outside.json", "nodes: ../outside.json"] {
        let directory = tree(&[("repository/peer.yaml", &faulty()), ("outside.json", "hunter2")]);
        let repository = directory.path().join("repository");
        std::fs::write(repository.join(".bgplint.yaml"), line).expect("it is written");
        let (text, status) = run(&repository, &["."]);
        assert!(status == 2 && text.contains("outside of the repository") && !text.contains("hunter2"), "{text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_shown_alike_are_two_files() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let directory = tree(&[("d/p.yaml", &faulty()), ("d\\p.yaml", "a: b\n")]);
    for name in [&b"\xff.yaml"[..], b"\xfe.yaml"] {
        std::fs::write(directory.path().join(OsStr::from_bytes(name)), faulty()).expect("it is written");
    }
    let (text, _) = run(directory.path(), &[".", "--no-config", "--format", "concise"]);
    assert_eq!(text.matches("error[invalid-address]").count(), 3, "{text}");
    assert!(text.contains("\\xff.yaml:") && text.contains("\\xfe.yaml:"), "{text}");
}

#[cfg(unix)]
#[test]
fn nothing_outside_of_the_given_paths_is_written() {
    let directory = tree(&[("tree/own.yaml", &faulty()), ("other/victim.yaml", &faulty()), (".git/HEAD", "")]);
    let link = directory.path().join("tree/link.yaml");
    std::os::unix::fs::symlink("../other/victim.yaml", &link).expect("it is linked");
    run(directory.path(), &["tree", "--no-config", "--add-ignores", "known"]);
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).expect("it is there");
    assert_eq!(read("other/victim.yaml"), faulty());
    assert!(read("tree/own.yaml").contains("bgplint: ignore"));
    // A link at the place of an output is replaced, and not followed.
    let (text, status) = run(directory.path(), &["tree/own.yaml", "--no-config", "--output", "json=tree/link.yaml"]);
    assert_eq!(status, 0, "{text}");
    assert_eq!(read("other/victim.yaml"), faulty());
    assert!(!link.symlink_metadata().expect("it is there").is_symlink());
}

#[test]
fn no_result_is_written_over_the_input_or_another_result() {
    let directory = tree(&[("in.yaml", &faulty())]);
    for arguments in [
        &["in.yaml", "--output", "json=in.yaml"][..],
        &["in.yaml", "--write-baseline", "in.yaml"],
        &["in.yaml", "--output", "json=out", "--output", "sarif=./out"],
    ] {
        let (text, status) = run(directory.path(), arguments);
        assert!(status == 2 && text.starts_with("error: "), "{arguments:?}: {status} {text}");
    }
    assert_eq!(std::fs::read_to_string(directory.path().join("in.yaml")).expect("it is there"), faulty());
}

#[test]
fn a_nearer_configuration_switches_off_nothing_that_is_never_ignored() {
    let directory = tree(&[
        (".git/HEAD", ""),
        (".bgplint.yaml", "neverIgnore: [invalid-address]\n"),
        ("manifests/peer.yaml", &faulty()),
        ("manifests/.bgplint.yaml", "severities: {invalid-address: off}\n"),
    ]);
    let (text, status) = run(directory.path(), &["manifests"]);
    assert!(status == 2 && text.contains("`neverIgnore` does not allow"), "{text}");
    std::fs::write(directory.path().join("manifests/.bgplint.yaml"), "pedantic: true\n").expect("it is written");
    assert_eq!(run(directory.path(), &["manifests"]).1, 1);
}

#[test]
fn no_configuration_above_the_root_of_a_repository_is_in_force() {
    let directory = tree(&[(".bgplint.yaml", "failOn: never\n"), ("repository/peer.yaml", &faulty())]);
    assert_eq!(run(directory.path(), &["repository"]).1, 0);
    std::fs::create_dir(directory.path().join("repository/.git")).expect("it is made");
    assert_eq!(run(directory.path(), &["repository"]).1, 1);
}

#[test]
fn no_format_prints_a_workflow_command_of_the_input() {
    let peer = faulty().replace("10.0.0.300", "\"##[error]c\"") + "  keepOriginalNextHop: \"\\n::warning::owned\"\n";
    let directory = tree(&[("::stop::tok.yaml", &faulty()), ("##[add-mask]b.yaml", &faulty()), ("c.yaml", &peer)]);
    for format in ["pretty", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"] {
        let (text, _) = run(directory.path(), &[".", "--no-config", "--format", format]);
        assert!(!text.contains("##["), "{format}: {text}");
        let own = |line: &str| {
            format == "github"
                && ["::error file=", "::warning file=", "::notice file="].iter().any(|own| line.starts_with(own))
        };
        let command = text.lines().find(|line| line.trim_start().starts_with("::") && !own(line));
        assert_eq!(command, None, "{format}");
    }
    let (text, _) = run(directory.path(), &["topology", ".", "--no-config", "--format", "json"]);
    assert!(!text.contains("##["), "{text}");
}

#[test]
fn a_pattern_of_many_braces_is_refused() {
    for key in ["paths", "objects"] {
        let pattern = "{".repeat(300) + "a" + &"}".repeat(300);
        let config = format!("ignores:\n- rules: [session]\n  {key}: [\"BGPPeer/{pattern}\"]\n  reason: x\n");
        let directory = tree(&[("peer.yaml", &faulty()), (".bgplint.yaml", &config)]);
        let (text, status) = run(directory.path(), &["."]);
        assert!(status == 2 && text.contains("braces"), "{key}: {text}");
    }
}

#[test]
fn the_printed_configuration_is_a_configuration() {
    let directory = tree(&[(".bgplint.yaml", "ignores:\n- {rules: [unused-community], reason: known}\n")]);
    let (printed, status) = run(directory.path(), &["config", "."]);
    assert_eq!(status, 0, "{printed}");
    std::fs::write(directory.path().join("again.yaml"), &printed).expect("it is written");
    let (again, status) = run(directory.path(), &["config", ".", "--config", "again.yaml"]);
    assert_eq!((again.lines().skip(1).collect::<Vec<_>>(), status), (printed.lines().skip(1).collect(), 0));
}

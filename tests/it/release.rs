//! The released files can be installed and run: the wheel, the archive, the crate, and the files of the image.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::action::Action;
use crate::support::outside;
use crate::support::outside::succeed;
use crate::support::quick;

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn the_release_is_built_installed_and_run() {
    let test = "the_release_is_built_installed_and_run";
    if outside::find("maturin", "CI_REQUIRES_MATURIN", test).is_none() {
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let released = directory.path().join("a release");
    // Files of an earlier run are removed.
    fs::create_dir(&released).expect("the directory is made");
    fs::write(released.join("bgplint-0.0.1-old.whl"), "").expect("the file is written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("release/build");
    // The script is called from another directory, with a relative path.
    succeed(Command::new(script).arg("a release").current_dir(directory.path()).envs(quick::settings()));

    let names = names(&released);
    let [sums, wheel, bill, archive] = names.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        panic!("not a wheel, an archive, its SBOM and checksums: {names:?}");
    };
    assert_eq!(sums, "SHA256SUMS");
    assert!(wheel.starts_with(&format!("bgplint-{VERSION}-py3-none-")) && wheel.ends_with(".whl"), "{wheel}");
    assert!(archive.starts_with(&format!("bgplint-{VERSION}-")) && archive.ends_with(".tar.gz"), "{archive}");

    let checked = succeed(Command::new("sha256sum").args(["--check", "--strict", sums]).current_dir(&released));
    assert_eq!(checked, format!("{wheel}: OK\n{bill}: OK\n{archive}: OK\n"));
    assert_eq!(bill, archive.replace(".tar.gz", ".cdx.json"));
    assert_lists_dependencies(&fs::read_to_string(released.join(bill)).expect("it can be read"));
    the_wheel_is_installed(&released.join(wheel), directory.path());
    the_action_installs(&released, directory.path());
    the_archive_is_complete(&released.join(archive), directory.path());
}

/// Checks that an SBOM has the dependencies of the program with their digests, and none of the tests.
fn assert_lists_dependencies(bill: &str) {
    let bill: Value = serde_json::from_str(bill).expect("the SBOM is JSON");
    assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
    assert_eq!(bill["metadata"]["component"]["version"], VERSION);
    let components = bill["components"].as_array().expect("components are a list");
    let named = |name: &str| components.iter().find(|component| component["name"] == name);
    for name in ["clap", "regex", "serde_derive", "libyaml-rs"] {
        let component = named(name).unwrap_or_else(|| panic!("{name} is not in the SBOM"));
        assert_eq!(component["hashes"][0]["content"].as_str().map(str::len), Some(64), "{name}");
        assert!(component["licenses"][0]["expression"].is_string(), "{name}");
    }
    assert!(named("proptest").is_none(), "the tests are not released");
}

#[test]
fn the_sbom_lists_the_dependencies() {
    let Some(_) = outside::find("python3", "CI_REQUIRES_MATURIN", "the_sbom_lists_the_dependencies") else {
        return;
    };
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("release/sbom"));
    let bill = succeed(command.arg(quick::this_machine()).env("CARGO_NET_OFFLINE", "true"));
    assert_lists_dependencies(&bill);
}

/// The names of the files in a directory, sorted.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Checks that a program is this version of bgplint, and can check a file.
fn assert_runs(program: &Path) {
    assert_eq!(succeed(Command::new(program).arg("--version")), format!("bgplint {VERSION}\n"));
    let output = Command::new(program).args(["fixtures/clusters/first-look", "--format", "concise"]).output();
    let output = output.expect("bgplint runs");
    assert_eq!(output.status.code(), Some(1), "{}", outside::both(&output));
    assert!(outside::both(&output).contains("error[selector-matches-no-node]"), "{}", outside::both(&output));
}

fn the_wheel_is_installed(wheel: &Path, directory: &Path) {
    let venv = directory.join("venv");
    succeed(Command::new("python3").args(["-m", "venv"]).arg(&venv));
    succeed(Command::new(venv.join("bin/pip")).args(["install", "--no-index", "--no-deps"]).arg(wheel));
    assert_runs(&venv.join("bin/bgplint"));
    let installed: Vec<PathBuf> = files_below(&venv).into_iter().collect();
    let metadata = installed.iter().find(|file| file.ends_with(format!("bgplint-{VERSION}.dist-info/METADATA")));
    let metadata = fs::read_to_string(metadata.expect("the metadata is there")).expect("it can be read");
    for line in ["License-Expression: Apache-2.0 OR MIT", "License-File: LICENSE-APACHE", "License-File: LICENSE-MIT"] {
        assert!(metadata.lines().any(|each| each == line), "not `{line}`:\n{metadata}");
    }
}

/// Runs the install step of the action, with the released directory in place of PyPI.
fn the_action_installs(released: &Path, directory: &Path) {
    let python = outside::find("python3", "CI_REQUIRES_MATURIN", "the_action_installs").expect("python3 is there");
    let path = std::env::join_paths([python.parent().expect("a parent"), Path::new("/usr/bin"), Path::new("/bin")]);
    let runner = directory.join("runner");
    fs::create_dir(&runner).expect("the directory is made");
    // pip reads a blank as the end of a location.
    let place = format!("file://{}", released.display().to_string().replace(' ', "%20"));
    let install = |version: &str| {
        let path = path.as_ref().expect("the directories make a PATH");
        let mut command = Action::read().run("Install bgplint", &[("version", version)], directory, path);
        command.env("RUNNER_TEMP", &runner).env("GITHUB_PATH", runner.join("path")).env("HOME", &runner);
        command.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", &place).output().expect("bash runs")
    };
    let missing = install("0.0.2");
    let text = outside::both(&missing);
    assert!(!missing.status.success() && text.contains(&format!("from versions: {VERSION}")), "{text}");
    let output = install(VERSION);
    assert!(output.status.success(), "{}", outside::both(&output));
    let added = fs::read_to_string(runner.join("path")).expect("the PATH is added to");
    assert_runs(&Path::new(added.trim_end()).join("bgplint"));
}

fn the_archive_is_complete(archive: &Path, directory: &Path) {
    succeed(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(directory));
    let name = archive.file_name().expect("a name").to_string_lossy().replace(".tar.gz", "");
    let unpacked = directory.join(name);
    let expected = ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "bgplint", "completions", "man1"];
    assert_eq!(names(&unpacked), expected);
    assert_eq!(names(&unpacked.join("completions")), ["_bgplint", "bgplint.bash", "bgplint.fish"]);
    let program = unpacked.join("bgplint");
    assert_runs(&program);
    for (file, shell) in [("_bgplint", "zsh"), ("bgplint.bash", "bash"), ("bgplint.fish", "fish")] {
        let script = fs::read_to_string(unpacked.join("completions").join(file)).expect("the script is there");
        assert_eq!(script, succeed(Command::new(&program).args(["completions", shell])), "{file}");
    }
    let page = fs::read_to_string(unpacked.join("man1/bgplint.1")).expect("the page is there");
    assert_eq!(page, succeed(Command::new(&program).arg("man")));
    assert!(names(&unpacked.join("man1")).contains(&"bgplint-check.1".to_owned()));
}

/// The files below a directory, without following links to directories.
fn files_below(directory: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(directory).expect("the directory is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.is_symlink() {
            files.extend(files_below(&path));
        } else if path.is_file() {
            files.extend([path]);
        }
    }
    files
}

#[test]
fn the_crate_holds_what_it_is_built_from_and_no_more() {
    let mut command = Command::new(env!("CARGO"));
    let list = succeed(command.args(["package", "--list", "--allow-dirty", "--offline"]));
    let packed: BTreeSet<PathBuf> = list.lines().map(PathBuf::from).collect();
    let needed = files_below(Path::new("src")).into_iter().chain(files_below(Path::new("rules")));
    // A file that an editor has left is not committed, so a clean clone would not have it.
    let missing: Vec<PathBuf> = needed.filter(|file| !packed.contains(file)).collect();
    assert!(missing.is_empty(), "not in the crate: {missing:?}");
    let others: Vec<&PathBuf> =
        packed.iter().filter(|file| !file.starts_with("src") && !file.starts_with("rules")).collect();
    let own = ["Cargo.lock", "Cargo.toml", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];
    let by_cargo = [".cargo_vcs_info.json", "Cargo.toml.orig"];
    for file in own {
        assert!(packed.contains(Path::new(file)), "{file} is not in the crate");
    }
    let expected = |file: &Path| own.iter().chain(&by_cargo).any(|name| file == Path::new(name));
    assert!(others.iter().all(|file| expected(file)), "in the crate without need: {others:?}");
}

/// The files that the Dockerfile copies from the tree.
fn copied() -> Vec<String> {
    let dockerfile = fs::read_to_string("Dockerfile").expect("the Dockerfile is there");
    let mut copied = Vec::new();
    for line in dockerfile.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--"))
    {
        let words: Vec<&str> = line.split(' ').collect();
        copied.extend(words[..words.len() - 1].iter().map(|word| (*word).to_owned()));
    }
    assert!(!copied.is_empty(), "the Dockerfile copies nothing");
    copied
}

#[test]
fn what_the_image_is_built_from_is_there() {
    let ignored = fs::read_to_string(".dockerignore").expect(".dockerignore is there");
    let passes = |name: &str| {
        ignored.lines().filter_map(|line| line.strip_prefix('!')).any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == pattern,
        })
    };
    for name in copied() {
        assert!(Path::new(&name).exists(), "the Dockerfile copies {name}, which is not there");
        assert!(passes(&name), ".dockerignore keeps {name} back");
    }
}

#[test]
fn cargo_accepts_what_is_copied_into_the_image() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for name in copied() {
        let files =
            if Path::new(&name).is_dir() { files_below(Path::new(&name)) } else { [PathBuf::from(&name)].into() };
        for file in files {
            let copy = directory.path().join(&file);
            fs::create_dir_all(copy.parent().expect("a parent")).expect("the directory is made");
            fs::copy(&file, copy).expect("the file is copied");
        }
    }
    let mut command = Command::new(env!("CARGO"));
    succeed(command.args(["tree", "--locked", "--offline"]).current_dir(directory.path()));
}

#[test]
fn the_image_is_built_with_a_rust_that_is_new_enough() {
    let dockerfile = fs::read_to_string("Dockerfile").expect("the Dockerfile is there");
    let numbers = |text: &str| -> Vec<u32> { text.split('.').filter_map(|number| number.parse().ok()).collect() };
    let image = dockerfile.lines().find_map(|line| line.strip_prefix("FROM rust:")).expect("it builds with Rust");
    let rust = numbers(image.split('-').next().expect("a version"));
    let needed = numbers(env!("CARGO_PKG_RUST_VERSION"));
    assert!(rust.len() >= 2 && rust >= needed, "the image has Rust {rust:?}, Cargo.toml needs {needed:?}");
}

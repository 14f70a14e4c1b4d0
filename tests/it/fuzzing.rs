//! The fuzzers' functions over their committed corpora, and that the crate of the fuzzers has all of them.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use crate::bodies::BODIES;

/// The files of a directory, by name.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// Runs a function over its corpus.
fn over_its_corpus(name: &str) {
    let (_, body) = BODIES.into_iter().find(|(known, _)| *known == name).expect("the function is there");
    let files = files(&Path::new("fuzz/corpus").join(name));
    assert!(files.len() > 2, "only {} files", files.len());
    let fails = |file: &&PathBuf| {
        let bytes = std::fs::read(file).expect("the file can be read");
        catch_unwind(|| body(&bytes)).is_err()
    };
    let failed: Vec<&PathBuf> = files.iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:?} fail; their panics are printed above");
}

#[test]
fn cluster() {
    over_its_corpus("cluster");
}

#[test]
fn configuration() {
    over_its_corpus("configuration");
}

#[test]
fn file() {
    over_its_corpus("file");
}

#[test]
fn filter() {
    over_its_corpus("filter");
}

#[test]
fn fixes() {
    over_its_corpus("fixes");
}

#[test]
fn selector() {
    over_its_corpus("selector");
}

#[test]
fn every_function_is_a_fuzzer_with_a_corpus() {
    let manifest = std::fs::read_to_string("fuzz/Cargo.toml").expect("the file can be read");
    let mut names: Vec<&str> = BODIES.iter().map(|(name, _)| *name).collect();
    for name in &names {
        assert!(
            manifest.contains(&format!("[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\n")),
            "{name}"
        );
        let target = std::fs::read_to_string(format!("fuzz/fuzz_targets/{name}.rs")).expect("the file can be read");
        assert!(target.contains(&format!("bodies::{name}(data)")), "{target}");
    }
    names.sort_unstable();
    let corpora = files(Path::new("fuzz/corpus"));
    let corpora: Vec<_> = corpora.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    assert_eq!(corpora, names);
}

#[test]
fn the_crate_of_the_fuzzers_has_the_support_that_they_use() {
    let support = std::fs::read_to_string("fuzz/src/support.rs").expect("the file can be read");
    let mut used = 0;
    for file in files(Path::new("fuzz/bodies")) {
        let text = std::fs::read_to_string(&file).expect("the file can be read");
        for path in text.split("crate::support::").skip(1) {
            let name: String = path.chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '_').collect();
            assert!(support.contains(&format!("pub mod {name};\n")), "{}: {name}", file.display());
            used += 1;
        }
    }
    assert!(used > 2, "only {used} uses");
}

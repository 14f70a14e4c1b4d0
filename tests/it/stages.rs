//! Data goes one way: a stage imports the stages before it and none behind it, and no files import each other in a circle.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::imports::{Imports, circles, imports};

/// The files below a directory.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    entries.filter_map(Result::ok).flat_map(|entry| files(&entry.path())).collect()
}

/// The texts of the source files, by path.
fn sources() -> BTreeMap<String, String> {
    let text = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        (path.to_string_lossy().replace('\\', "/"), text)
    };
    files(Path::new("src")).into_iter().map(text).filter(|(path, _)| path.ends_with(".rs")).collect()
}

/// The stages, in the order in which the library declares them.
fn stages(library: &str) -> Vec<String> {
    let library = syn::parse_file(library).expect("the library is Rust");
    let modules = library.items.into_iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

/// The imports of stages that come later, a line each.
fn backward(stages: &[String], imports: &Imports) -> Vec<String> {
    let place = |file: &str| {
        let below = file.strip_prefix("src/")?;
        let stage = below.split('/').next()?.trim_end_matches(".rs");
        stages.iter().position(|name| name == stage)
    };
    let pairs =
        imports.iter().flat_map(|(file, targets)| targets.iter().map(move |(target, path)| (file, target, path)));
    let is_backward = |(file, target, _): &(&String, &String, &String)| {
        place(file).zip(place(target)).is_some_and(|(own, other)| other > own)
    };
    pairs.filter(is_backward).map(|(file, target, path)| format!("{file} imports {path} of {target}")).collect()
}

#[test]
fn a_stage_knows_only_those_before_it() {
    let sources = sources();
    let stages = stages(&sources["src/lib.rs"]);
    assert!(stages.len() > 10, "{stages:?}");
    let wrong = backward(&stages, &imports(&sources, "src/lib.rs"));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let sources = sources();
    let (library, program) = (imports(&sources, "src/lib.rs"), imports(&sources, "src/main.rs"));
    let unread: Vec<&String> =
        sources.keys().filter(|file| !library.contains_key(*file) && !program.contains_key(*file)).collect();
    assert!(unread.is_empty(), "files of no module: {unread:?}");
    let circles = circles(&library).into_iter().chain(circles(&program));
    let circles: Vec<String> = circles.map(|files| files.join(" → ")).collect();
    assert!(circles.is_empty(), "each imports the next, and the last one the first:\n{}", circles.join("\n"));
}

#[test]
fn an_import_of_a_later_stage_is_seen() {
    let files = [
        ("src/lib.rs", "mod first;\nmod second;"),
        ("src/first.rs", "use crate::{second::{self, Later}};"),
        ("src/second.rs", "pub struct Later;\nuse crate::first;"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let stages = ["first".to_owned(), "second".to_owned()];
    let found = backward(&stages, &imports(&files, "src/lib.rs"));
    assert_eq!(found, ["src/first.rs imports crate::second of src/second.rs"]);
}

#[test]
fn every_file_says_its_idea_in_its_first_line() {
    for file in files(Path::new("src")).into_iter().chain(files(Path::new("tests"))) {
        if file.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&file).expect("the file can be read");
            assert!(text.starts_with("//! "), "{}", file.display());
        }
    }
}

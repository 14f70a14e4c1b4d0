//! Data goes one way: a stage knows those before it, and never one behind it.

use std::path::{Path, PathBuf};

/// The stages, in the order in which the library names them.
fn stages() -> Vec<String> {
    let library = std::fs::read_to_string("src/lib.rs").expect("the library is there");
    let named = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    named.map(str::to_owned).collect()
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    entries.filter_map(Result::ok).flat_map(|entry| files(&entry.path())).collect()
}

#[test]
fn a_stage_knows_only_those_before_it() {
    let stages = stages();
    assert!(stages.len() > 10, "{stages:?}");
    let mut wrong = Vec::new();
    for (number, stage) in stages.iter().enumerate() {
        let folder = Path::new("src").join(stage);
        let code = if folder.is_dir() { folder } else { folder.with_extension("rs") };
        for file in files(&code) {
            let text = std::fs::read_to_string(&file).expect("the file can be read");
            for later in &stages[number + 1..] {
                if text.contains(&format!("crate::{later}::")) {
                    wrong.push(format!("{} knows {later}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
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

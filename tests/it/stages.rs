//! Data goes one way: a stage imports only earlier stages, and no files import each other in a circle.

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

/// The imports of later stages, one per line.
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
    let directories = ["src", "tests", "fuzz/bodies", "fuzz/fuzz_targets", "fuzz/src"];
    for file in directories.into_iter().flat_map(|directory| files(Path::new(directory))) {
        if file.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&file).expect("the file can be read");
            assert!(text.starts_with("//! "), "{}", file.display());
        }
    }
}

/// The code that computes a fact, and why a rule must not do so.
const FACTS: [(&str, &str); 20] = [
    ("Selector::parse", "the stage cluster reads every selector once"),
    (".evaluate(", "the stage cluster knows which nodes a selector chooses"),
    (".nodes()", "facts about all nodes are of the stage cluster"),
    (".node_addresses(", "the stage cluster knows which neighbors are external"),
    (".listen_ports(", "the stage cluster knows which ports BIRD listens on"),
    ("HoldsFor::AllNodes", "the stage cluster knows what holds for all nodes"),
    ("PrefixSet::", "the stages filter and cluster compare sets of prefixes"),
    ("speakers.iter", "facts about all nodes are of the stages cluster and session"),
    ("speakers.ids()", "facts about all nodes are of the stages cluster and session"),
    ("classes.all()", "facts about all classes of nodes are of the stage session"),
    ("classes.ids()", "facts about all classes of nodes are of the stage session"),
    (".members(", "facts about the nodes of a class are of the stage session"),
    (".of_class(", "facts about the sessions of all nodes are of the stage session"),
    (".is_for(", "the stage session knows which nodes a BGPPeer is for"),
    (".selects(", "the stage session knows with which nodes a BGPPeer lets nodes peer"),
    (".has_address()", "the stage session knows which nodes take part in BGP"),
    (".cluster_id,Known::", "the stage session knows which nodes are route reflectors"),
    (".cluster_id==", "the stage session knows which nodes are route reflectors"),
    (".as_number(", "the stage session knows which AS number is in force"),
    (".vertices", "the stage propagation knows over which sessions routes go"),
];

/// The facts that the code of a rule computes, one per line. A method call may be split into lines.
fn computed(path: &str, text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    // A comparison with `!=` asks the same question as one with `==`.
    let code = code.split_whitespace().collect::<String>().replace("!=", "==");
    let found = FACTS.iter().filter(|(call, _)| code.contains(call));
    found.map(|(call, reason)| format!("{path} has `{call}`: {reason}")).collect()
}

/// The texts of the files of the rules, by path.
fn rules() -> impl Iterator<Item = (String, String)> {
    sources().into_iter().filter(|(path, _)| path.starts_with("src/rules/"))
}

#[test]
fn rules_only_turn_facts_into_findings() {
    let wrong: Vec<String> = rules().flat_map(|(path, text)| computed(&path, &text)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_fact_that_a_rule_computes_is_seen() {
    for (call, _) in FACTS {
        let (before, after) = call.split_at(call.len() / 2);
        let text = format!("// {call}\nlet found = {before}\n    {after};\n");
        let computed = computed("rule.rs", &text);
        assert!(computed.iter().any(|line| line.contains(&format!("`{call}`"))), "{call}: {computed:?}");
    }
    assert_eq!(computed("rule.rs", "if speakers[node].cluster_id != Known::Absent {}").len(), 1);
    assert!(computed("rule.rs", "// speakers.iter()\n").is_empty());
}

#[test]
fn a_file_among_the_rules_is_a_rule_or_the_words_of_a_group() {
    for (path, text) in rules() {
        let is_rule = text.contains("pub static RULE: Rule = Rule {");
        let is_other = path.ends_with("/mod.rs") || path.ends_with("/words.rs");
        assert!(is_rule != is_other, "{path}");
    }
}

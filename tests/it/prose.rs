//! Phrases that make readers stumble are not used in pages, documents and source.

use std::path::{Path, PathBuf};

use bgplint::Release;
use regex::Regex;

/// Phrases to avoid: a pattern, what to write instead, and an example that the pattern matches.
const AVOIDED: [(&str, &str, &str); 30] = [
    (
        r"\b(is|are|was) no (valid )?(AS number|IP address|address|network|CIDR|community|duration|port|selector|text|YAML|value|number|word|rule|node|Calico node)s?\b",
        "is not a valid …, is not a …",
        "`x` is no AS number",
    ),
    (r"\bnothing says so\b", "without any error or log message", "the filter is lost, and nothing says so"),
    (r"\b(in silence|without a word)\b", "silently, without an error", "Calico drops the field in silence"),
    (
        r"\b(is|are|be|been|was|were) told (as|of|by|at|that|twice|again|once)\b|\b(is|are) told\b",
        "is reported (as …)",
        "which is told as that",
    ),
    (r"\btells? of\b", "reports", "rules that tell of a refused file"),
    (
        r"\b(and )?here (is|are|stands?) (a |an |no )?(text|list|mapping|number|boolean|nothing|\{)",
        "expected …, found …",
        "`cidr` takes text, and here is a list",
    ),
    (
        r"\bstands? (\d+|\{\w*\}|two|three|four|several|many) times\b|\bstands? twice\b",
        "appears twice",
        "it stands 2 times",
    ),
    (
        r"\b(keeps?|kept|keeping|holds?|held) (\w+ ){0,3}back\b",
        "filters out, does not advertise",
        "a reflector keeps them back",
    ),
    (
        r"\b(never get there|gets? there\b.{0,12}\broutes?|routes? (that )?(never )?get (there|to))",
        "are not learned by, never reach",
        "where routes get to",
    ),
    (
        r"\bbits set behind\b|\bbits behind (its|the|their) (prefix )?length",
        "has host bits set",
        "`10.0.0.1/8` has bits set behind its prefix length",
    ),
    (r"\bmend(s|ed|ing)?\b", "fix, correct", "mend it first"),
    (r"\babout nothing\b", "no longer matches anything", "this ignore is about nothing any more"),
    (r"\bthat bgplint reads\b", "Calico BGP resources", "no resource that bgplint reads"),
    (r"\bof (no|any) (more )?use\b", "has no effect, is not needed", "the ignore is of no use"),
    (r"\b(do|does) nothing\b", "has no effect", "a definition alone does nothing"),
    (r"\bfor ever\b", "until it is fixed, again and again", "both log it for ever"),
    (r"\bso it is with\b", "and … more", "so it is with 3 more sessions"),
    (
        r"\bin (its|their) path already\b",
        "because its AS path already contains it",
        "whose AS number is in their path already",
    ),
    (
        r"\b(routers?|neighbou?rs?|outside) outside\b|\bthe outside routers?\b",
        "external routers",
        "the routers outside",
    ),
    (
        r"\bnodes are (not )?(known to be )?(complete|partial)\b",
        "the node list is complete, incomplete",
        "when the nodes are complete",
    ),
    (r"\bleft open\b|\bleaves? open\b", "not checked", "3 checks were left open"),
    (r"\bhand-made\b|\b(written|made|set) by hand\b", "explicit", "a hand-made mesh"),
    (
        r"\ba hub of\b|\bthe hub\b",
        "route reflectors without a cluster ID, central nodes",
        "a hub of nodes none of which has a cluster ID",
    ),
    (r"\bordered pairs?\b", "one-way paths", "20 ordered pairs of nodes"),
    (
        r"\brefuses? the (document|object|file|whole|BGPPeer|filter|pool|node|value)\b|\bit is refused\b",
        "rejects the object, rejects the whole configuration",
        "the API server refuses the document",
    ),
    (
        r"\b(with|have|has|of|under) one (AS number|address|name|router ID|cluster ID|port) (on|for|of) (both|all|two|several)\b|\btwo (\w+ ){1,3}(with|of|have) one (AS number|address|name|router ID)\b",
        "the same address, the same AS number",
        "two nodes with one address",
    ),
    (r"(?-i:\bFires (when|on|as|in|where|too)\b)", "Reports …", "Fires when two nodes have the same address"),
    (r"\b(is|are) (a matter|the affair|the business) of\b", "is reported by", "an affair that is the business of `x`"),
    (
        r"\b(neighbour|colour|behaviour|honour|favour|licence|misspelt|spelt|recognis|organis|materialis|normalis|judgement|centre)",
        "the American spelling",
        "the neighbour",
    ),
    (
        r"\b(on|by|of) (no|every|each) path\b|\bNo path (refuses|compares|checks|rejects|reports)\b|\bEvery path (accepts|takes)\b",
        "every tool accepts it",
        "No path refuses it",
    ),
];

/// Matches that are allowed: part of the path of a file, and the beginning of the phrase.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// The words of a text with their lines, so that a phrase is found across line ends.
struct Words {
    joined: String,
    /// The start of each word in the joined text, and its line.
    places: Vec<(usize, usize)>,
}

impl Words {
    fn of<'t>(lines: impl Iterator<Item = (usize, &'t str)>) -> Words {
        let mut words = Words { joined: String::new(), places: Vec::new() };
        for (number, line) in lines {
            for word in line.split_whitespace() {
                words.places.push((words.joined.len(), number));
                words.joined.push_str(word);
                words.joined.push(' ');
            }
        }
        words
    }

    fn line(&self, offset: usize) -> usize {
        let after = self.places.partition_point(|(start, _)| *start <= offset);
        self.places[after.saturating_sub(1)].1
    }
}

/// The prose of a Markdown file: without code blocks, and with inline code replaced by a word.
fn prose_of_markdown(text: &str) -> Words {
    let code = Regex::new("`[^`]*`|\\]\\([^)]*\\)").expect("the pattern is right");
    let mut in_block = false;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let is_fence = line.starts_with("```");
        in_block ^= is_fence;
        if !is_fence && !in_block {
            lines.push((number + 1, code.replace_all(line, "code").into_owned()));
        }
    }
    Words::of(lines.iter().map(|(number, line)| (*number, line.as_str())))
}

/// The text of a Rust file, with the lines of comments and strings joined.
fn prose_of_rust(text: &str) -> Words {
    let lines = text.lines().enumerate().map(|(number, line)| {
        let line = line.trim_start().trim_start_matches(['/', '!']).trim_end_matches('\\');
        (number + 1, line)
    });
    Words::of(lines)
}

fn patterns() -> Vec<(Regex, &'static str)> {
    let compile = |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("the pattern is right");
    AVOIDED.iter().map(|(pattern, instead, _)| (compile(pattern), *instead)).collect()
}

/// The phrases to avoid in a file, one per line.
fn found(path: &str, words: &Words, patterns: &[(Regex, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (pattern, instead) in patterns {
        for phrase in pattern.find_iter(&words.joined) {
            let before = words.joined[..phrase.start()].trim_end();
            // `There is no rule` is plain English.
            let is_there =
                before.to_lowercase().ends_with("there") && phrase.as_str().to_lowercase().starts_with("is no");
            let around = &words.joined[phrase.start()..];
            let is_allowed = EXCEPTIONS.iter().any(|(file, text)| path.contains(file) && around.starts_with(text));
            if !is_there && !is_allowed {
                let line = words.line(phrase.start());
                found.push(format!("{path}:{line}: \"{}\"; write: {instead}", phrase.as_str()));
            }
        }
    }
    found
}

fn files(path: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .flat_map(|entry| match entry.path() {
            folder if folder.is_dir() => files(&folder, ending),
            file => vec![file],
        })
        .collect();
    files.retain(|file| file.extension().is_some_and(|found| found == ending));
    files.sort();
    files
}

fn check(files: impl IntoIterator<Item = PathBuf>, prose: impl Fn(&str) -> Words) {
    let patterns = patterns();
    let mut all = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        all.extend(found(&file.to_string_lossy(), &prose(&text), &patterns));
    }
    assert!(all.is_empty(), "\n{} phrases to write in plain English:\n{}", all.len(), all.join("\n"));
}

#[test]
fn pages_and_documents_avoid_the_phrases() {
    let documents = ["README.md", "CONTRIBUTING.md"].map(PathBuf::from);
    let all = documents.into_iter().chain(files(Path::new("rules"), "md")).chain(files(Path::new("docs"), "md"));
    check(all, prose_of_markdown);
}

#[test]
fn the_source_avoids_the_phrases() {
    check(files(Path::new("src"), "rs"), prose_of_rust);
}

#[test]
fn each_pattern_catches_its_example_and_plain_english_passes() {
    for (pattern, example) in patterns().iter().map(|(pattern, _)| pattern).zip(AVOIDED.map(|(.., example)| example)) {
        assert!(pattern.is_match(example), "{pattern} does not catch {example:?}");
    }
    let plain = "`x` is not a valid AS number. There is no rule `y`. Kubernetes rejects the object, BIRD rejects the whole \
                 configuration. The option `--nodes complete` says that the node list is complete. The route is not advertised.";
    let words = Words::of(std::iter::once((1, plain)));
    assert_eq!(found("a file", &words, &patterns()), Vec::<String>::new());
}

#[test]
fn phrases_are_found_across_lines_with_their_line_and_not_in_code() {
    let markdown =
        "# A page\n\nThe field is dropped in\nsilence.\n\n```yaml bad\nname: in silence\n```\n\nSee `in silence`.\n";
    let all = found("page.md", &prose_of_markdown(markdown), &patterns());
    assert_eq!(all, ["page.md:3: \"in silence\"; write: silently, without an error"]);
    let rust = "/// What is told as\n/// that.\nlet text = \"nothing says \\\n    so\";\n";
    assert_eq!(found("file.rs", &prose_of_rust(rust), &patterns()).len(), 2);
}

/// Several texts name the releases whose behavior bgplint knows; all of them must name the same.
#[test]
fn the_releases_are_the_same_everywhere() {
    let said = format!("{} to {}", Release::OLDEST, Release::NEWEST);
    let any = Regex::new(r"3\.\d\d to 3\.\d\d").expect("the pattern is a regular expression");
    let files = ["src/cli/mod.rs", "src/config/file.rs", "src/config/template.yaml", "src/grouping/layout.rs"];
    for file in files.into_iter().chain(["schema/bgplint.schema.json"]) {
        let text = std::fs::read_to_string(file).expect("the file can be read");
        let found: Vec<&str> = any.find_iter(&text).map(|found| found.as_str()).collect();
        assert!(!found.is_empty() && found.iter().all(|found| *found == said), "{file}: {found:?}, not {said}");
    }
}

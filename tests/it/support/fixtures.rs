//! The fixtures of the rules: sections of `fixtures/rules/<rule>.yaml`, and folders where several files or paths matter.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

use super::{directories, manifests, tree};

/// The directory of the fixtures.
pub const RULES: &str = "fixtures/rules";
/// The beginning of a heading: a comment with two signs, which no manifest has.
const HEADING: &str = "## ";

/// Manifests with findings of a rule, or without.
#[derive(Debug)]
pub struct Fixture {
    /// The rule.
    pub rule: String,
    /// Its name: `bad`, `good`, or more, as in `bad-two-nodes`.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Its content.
    pub content: Content,
}

/// The content of a fixture.
#[derive(Debug)]
pub enum Content {
    /// One file.
    Section(String),
    /// The files of a folder.
    Folder(PathBuf),
}

impl Fixture {
    /// Whether the rule must have findings in it.
    pub fn is_bad(&self) -> bool {
        self.name.starts_with("bad")
    }

    /// The files: names and texts.
    pub fn files(&self) -> Vec<(String, String)> {
        match &self.content {
            Content::Section(text) => vec![(self.file_name(), text.clone())],
            Content::Folder(folder) => manifests(folder),
        }
    }

    /// A temporary directory with the files.
    pub fn directory(&self) -> TempDir {
        let files = self.files();
        tree(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
    }

    /// The name of the file of a section.
    pub fn file_name(&self) -> String {
        format!("{}.yaml", self.name)
    }
}

/// All fixtures, by rule.
pub fn all() -> &'static [Fixture] {
    static ALL: LazyLock<Vec<Fixture>> = LazyLock::new(|| rules().iter().flat_map(|rule| read(rule)).collect());
    &ALL
}

/// The fixtures of a rule.
pub fn of(rule: &str) -> impl Iterator<Item = &'static Fixture> {
    all().iter().filter(move |fixture| fixture.rule == rule)
}

/// One fixture.
pub fn named(rule: &str, name: &str) -> &'static Fixture {
    of(rule).find(|fixture| fixture.name == name).unwrap_or_else(|| panic!("{rule} has no fixture `{name}`"))
}

/// The rules with fixtures.
pub fn rules() -> Vec<String> {
    let entries = std::fs::read_dir(RULES).expect("the fixtures are there").filter_map(Result::ok);
    let mut rules: Vec<String> = entries
        .map(|entry| {
            let path = entry.path();
            let is_known = path.is_dir() || path.extension().is_some_and(|ending| ending == "yaml");
            assert!(is_known, "{} is no fixture", path.display());
            path.file_stem().expect("it has a name").to_string_lossy().into_owned()
        })
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

fn read(rule: &str) -> Vec<Fixture> {
    let file = Path::new(RULES).join(format!("{rule}.yaml"));
    let text = if file.exists() { std::fs::read_to_string(&file).expect("the file is text") } else { String::new() };
    let mut fixtures = sections(rule, &text);
    let folder = Path::new(RULES).join(rule);
    let folders = if folder.is_dir() { directories(&folder) } else { Vec::new() };
    fixtures.extend(folders.into_iter().map(|folder| {
        let name = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        let arguments = std::fs::read_to_string(folder.join("arguments")).unwrap_or_default();
        Fixture { rule: rule.to_owned(), name, arguments: words(&arguments), content: Content::Folder(folder) }
    }));
    fixtures.sort_by(|one, other| one.name.cmp(&other.name));
    for pair in fixtures.windows(2) {
        assert!(pair[0].name != pair[1].name, "{rule}: two fixtures are called `{}`", pair[0].name);
    }
    fixtures
}

/// Splits a file into its sections. The empty line above a heading belongs to no section.
fn sections(rule: &str, text: &str) -> Vec<Fixture> {
    let mut sections: Vec<Fixture> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(HEADING), sections.last_mut()) {
            (Some(heading), last) => {
                if let Some(Fixture { content: Content::Section(text), .. }) = last {
                    assert!(text.ends_with("\n\n"), "{rule}: an empty line is missing above `{}`", line.trim_end());
                    text.pop();
                }
                sections.push(section(rule, heading.trim_end()));
            }
            (None, Some(Fixture { content: Content::Section(text), .. })) => text.push_str(line),
            (None, _) => panic!("{rule}: `{}` stands above the first heading", line.trim_end()),
        }
    }
    sections
}

/// Reads a heading, as in `bad: two-nodes (--nodes complete)`; name and arguments are optional.
fn section(rule: &str, heading: &str) -> Fixture {
    let (title, arguments) = match heading.split_once(" (").map(|(title, rest)| (title, rest.strip_suffix(')'))) {
        Some((title, Some(arguments))) => (title, arguments),
        Some((_, None)) => panic!("{rule}: a parenthesis is open in `{heading}`"),
        None => (heading, ""),
    };
    let (kind, name) = title.split_once(": ").unwrap_or((title, ""));
    assert!(matches!(kind, "bad" | "good"), "{rule}: `{heading}` is neither bad nor good");
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    assert!(name.bytes().all(is_name), "{rule}: `{name}` is no name");
    let name = if name.is_empty() { kind.to_owned() } else { format!("{kind}-{name}") };
    Fixture { rule: rule.to_owned(), name, arguments: words(arguments), content: Content::Section(String::new()) }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

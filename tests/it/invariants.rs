//! Changes that must not change any finding: the order of files, documents and keys, how documents are split into files,
//! comments, layout, and the number of threads.

use std::path::Path;
use std::sync::LazyLock;

use bgplint::document::pieces;
use bgplint::position::Unit;
use bgplint::rule::IgnorePolicy;
use bgplint::{Format, Input, LocatedFinding, Look, Report, Settings, Source, add_ignores};
use proptest::prelude::*;
use proptest::sample::Index;
use rayon::prelude::*;

use crate::support::{directories, fixtures, manifests, random};

/// The files of a directory: name and text.
type Files = Vec<(String, String)>;

/// A finding: rule, severity, message, resource, path and file.
type Key = (&'static str, &'static str, String, String, String, String);

/// The files of a cluster or fixture, and its findings without a change.
struct Case {
    name: String,
    files: Files,
    findings: Vec<Key>,
    /// Whether order has no meaning: no resources with the same name, no duplicate keys, no patches, no anchors.
    is_unordered: bool,
}

impl Case {
    fn new((name, files): (String, Files)) -> Case {
        let findings = findings(&files);
        let has_anchor = |line: &str| [": &", ": *", "- &", "- *", "<<:"].iter().any(|sign| line.contains(sign));
        let is_unordered =
            !files.iter().any(|(name, text)| name.ends_with("kustomization.yaml") || text.lines().any(has_anchor))
                && !findings.iter().any(|key| ["duplicate-key", "duplicate-resource", "yaml-syntax"].contains(&key.0));
        Case { name, files, findings, is_unordered }
    }
}

/// The clusters and the bad fixtures of the rules.
fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let clusters = directories(Path::new("fixtures/clusters")).into_iter();
        let clusters = clusters.map(|directory| (directory.to_string_lossy().into_owned(), manifests(&directory)));
        let bad = fixtures::all().iter().filter(|fixture| fixture.is_bad());
        let bad = bad.map(|fixture| (format!("{} of {}", fixture.name, fixture.rule), fixture.files()));
        clusters.chain(bad).collect::<Vec<_>>().into_par_iter().map(Case::new).collect()
    });
    &CASES
}

fn input(files: &Files) -> Input {
    Input::from_sources(files.iter().map(|(name, text)| Source::from_text(name, text)).collect())
}

/// A report as JSON.
fn json(report: &Report) -> String {
    let mut text = Vec::new();
    let look = Look { color: false, width: 100, links: false };
    Format::Json.write(report, look, &mut text).expect("memory takes the text");
    String::from_utf8(text).expect("JSON is text")
}

fn lint(input: &Input) -> Report {
    let mut report = bgplint::check(input, &Settings::default()).expect("nothing more is required");
    // The order of all places decides which one is reported for a rule that is reported once per run.
    report.findings.append(&mut report.repeated);
    report
}

fn findings(files: &Files) -> Vec<Key> {
    let input = input(files);
    let key = |located: &bgplint::report::LocatedFinding| {
        let finding = &located.finding;
        let place = &located.primary;
        let resource = place.resource.as_ref();
        let resource = resource.map_or(String::new(), |resource| format!("{} {}", resource.kind, resource.name));
        let (path, file) = (place.path.clone(), place.source.name().to_owned());
        // The message of the YAML parser depends on the text around the place.
        let message = if finding.rule.name == "yaml-syntax" { "" } else { finding.message.as_str() };
        (finding.rule.name, finding.severity.name(), message.to_owned(), resource, path, file)
    };
    let mut keys: Vec<Key> = lint(&input).findings.iter().map(key).collect();
    keys.sort();
    keys
}

fn without_files(mut keys: Vec<Key>) -> Vec<Key> {
    keys.iter_mut().for_each(|key| key.5.clear());
    keys.sort();
    keys
}

/// Compares the findings of every case with the findings after `change`, if `change` applies to the case.
fn unchanged(change: impl Fn(&Case) -> Option<Files> + Sync, compare_files: bool) -> Result<(), TestCaseError> {
    // The meaning of an ignore depends on its place.
    let holds_ignore = |case: &Case| case.files.iter().any(|(_, text)| text.contains("bgplint"));
    let difference = |case: &Case| {
        let changed = findings(&change(case)?);
        let (before, after) = match compare_files {
            true => (case.findings.clone(), changed),
            false => (without_files(case.findings.clone()), without_files(changed)),
        };
        let gone: Vec<_> = before.iter().filter(|key| !after.contains(key)).collect();
        let new: Vec<_> = after.iter().filter(|key| !before.contains(key)).collect();
        let counts = format!("({} and {} findings)", before.len(), after.len());
        Some((before != after).then(|| format!("{} {counts}\n  gone: {gone:#?}\n  new: {new:#?}", case.name)))
    };
    let tried: Vec<Option<String>> =
        cases().par_iter().filter(|case| !holds_ignore(case)).filter_map(difference).collect();
    prop_assert!(tried.len() > 50, "only {} cases", tried.len());
    let wrong: Vec<String> = tried.into_iter().flatten().collect();
    prop_assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    Ok(())
}

fn is_yaml(name: &str) -> bool {
    !name.ends_with(".json")
}

/// The documents of a file with their line ends; `None` for a file that cannot be split.
fn documents(name: &str, text: &str) -> Option<Vec<String>> {
    let (pieces, problems) = pieces(text);
    // A part of a template need not be a template.
    let is_plain = is_yaml(name) && problems.is_empty() && !text.starts_with(['{', '[', '%']) && !text.contains("{{");
    let with_line_end = |piece: &str| if piece.ends_with('\n') { piece.to_owned() } else { format!("{piece}\n") };
    is_plain.then(|| pieces.iter().map(|piece| with_line_end(piece.span.slice(text))).collect())
}

fn shuffle<T>(mut items: Vec<T>, order: &[Index]) -> Vec<T> {
    for (at, other) in (1..items.len()).rev().zip(order.iter().cycle()) {
        items.swap(at, other.index(at + 1));
    }
    items
}

fn change_texts(files: &Files, change: impl Fn(&str, &str) -> Option<String>) -> Files {
    let changed = |(name, text): &(String, String)| (name.clone(), change(name, text).unwrap_or_else(|| text.clone()));
    files.iter().map(changed).collect()
}

/// Shuffles the keys of the mappings at this column: of the document, or of a `spec:`.
fn shuffle_keys(document: &str, indent: usize, order: &[Index]) -> String {
    let mut shuffled = String::new();
    let mut entries: Vec<String> = Vec::new();
    for line in document.split_inclusive('\n') {
        let column = line.len() - line.trim_start_matches(' ').len();
        let is_inside = column >= indent || line.trim().is_empty();
        let is_key = column == indent && !line.trim_start().starts_with(['-', '#', ']', '}']);
        if !is_inside {
            shuffled.extend(shuffle(std::mem::take(&mut entries), order));
            shuffled.push_str(line);
        } else if is_key && !line.trim().is_empty() {
            entries.push(line.to_owned());
        } else if let Some(last) = entries.last_mut() {
            last.push_str(line);
        } else {
            shuffled.push_str(line);
        }
    }
    shuffled.extend(shuffle(entries, order));
    shuffled
}

/// Whether every line is a key, an item, a comment or blank, so that lines can be inserted and moved.
fn is_one_line_each(text: &str) -> bool {
    let is_known = |line: &str| {
        let content = line.trim_start().trim_start_matches("- ");
        let is_blank = content.is_empty() || content.starts_with('#') || line.trim_end() == "---";
        let is_open = ["'", "\""].iter().any(|quote| line.matches(quote).count() % 2 == 1);
        let is_key = content.split(':').next().is_some_and(|key| key.len() < content.len() && !key.contains(' '));
        let is_item = line.trim_start().starts_with("- ") || line.trim() == "-";
        is_blank || ((is_key || is_item) && !is_open && !content.trim_end().ends_with(['|', '>', '-', '+']))
    };
    text.lines().all(is_known) && !text.contains("{{")
}

/// The line with twice the indentation, also after its dashes.
fn widened(line: &str) -> String {
    let content = line.trim_start_matches(' ');
    let mut widened = " ".repeat(2 * (line.len() - content.len()));
    let mut rest = content;
    while let Some(behind) = rest.strip_prefix("- ") {
        widened.push_str("-   ");
        rest = behind;
    }
    widened + rest
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, ..random::config(2) })]

    #[test]
    fn order_of_files(order in prop::collection::vec(any::<Index>(), 16)) {
        // Files are read by name, so new names change their order.
        unchanged(|case| {
            let renamed = |(number, (name, text)): (usize, (String, String))| {
                let (directory, file) = name.rsplit_once('/').map_or(("", name.as_str()), |(directory, file)| (directory, file));
                (format!("{directory}/{number:02}-{file}"), text)
            };
            case.is_unordered.then(|| shuffle(case.files.clone(), &order).into_iter().enumerate().map(renamed).collect())
        }, false)?;
    }

    #[test]
    fn order_of_documents(order in prop::collection::vec(any::<Index>(), 16)) {
        let shuffled = |name: &str, text: &str| Some(shuffle(documents(name, text)?, &order).join("---\n"));
        unchanged(|case| case.is_unordered.then(|| change_texts(&case.files, shuffled)), true)?;
    }

    #[test]
    fn order_of_keys(order in prop::collection::vec(any::<Index>(), 16), indent in prop::sample::select(vec![0usize, 2, 4])) {
        let shuffled = |name: &str, text: &str| {
            let documents = documents(name, text).filter(|_| is_one_line_each(text))?;
            Some(documents.iter().map(|document| shuffle_keys(document, indent, &order)).collect::<Vec<_>>().join("---\n"))
        };
        unchanged(|case| case.is_unordered.then(|| change_texts(&case.files, shuffled)), true)?;
    }

    #[test]
    fn comments_between_lines(every in 1..4usize) {
        let commented = |name: &str, text: &str| {
            let between = |(number, line): (usize, &str)| {
                if number % every == 0 { format!("   # what: 'stands' [here\n\n# and here\n{line}") } else { line.to_owned() }
            };
            let lines = text.split_inclusive('\n').enumerate();
            (is_yaml(name) && is_one_line_each(text)).then(|| lines.map(between).collect())
        };
        unchanged(|case| Some(change_texts(&case.files, commented)), true)?;
    }
}

#[test]
fn split_files() -> Result<(), TestCaseError> {
    let split = |(name, text): &(String, String)| match documents(name, text) {
        Some(documents) => {
            let part = |(number, document)| (format!("{}-{number:03}.yaml", name.trim_end_matches(".yaml")), document);
            documents.into_iter().enumerate().map(part).collect()
        }
        None => vec![(name.clone(), text.clone())],
    };
    unchanged(
        |case| {
            let is_named = case.files.iter().any(|(name, _)| name.ends_with("kustomization.yaml"));
            (!is_named).then(|| case.files.iter().flat_map(split).collect())
        },
        false,
    )
}

#[test]
fn comments_and_blank_lines_between_documents() -> Result<(), TestCaseError> {
    let commented = |name: &str, text: &str| {
        let documents = documents(name, text)?;
        let commented = documents.iter().map(|document| format!("# a comment\n\n{document}\n# another one\n"));
        Some(format!("---\n# first\n---\n{}---\n---\n", commented.collect::<Vec<_>>().join("---\n")))
    };
    unchanged(|case| Some(change_texts(&case.files, commented)), true)
}

#[test]
fn wider_indentation() -> Result<(), TestCaseError> {
    let wide = |name: &str, text: &str| {
        (is_yaml(name) && is_one_line_each(text)).then(|| text.split_inclusive('\n').map(widened).collect())
    };
    unchanged(|case| Some(change_texts(&case.files, wide)), true)
}

#[test]
fn crlf_line_ends() -> Result<(), TestCaseError> {
    let crlf = |_: &str, text: &str| Some(text.replace("\r\n", "\n").replace('\n', "\r\n"));
    unchanged(|case| Some(change_texts(&case.files, crlf)), true)
}

/// The ids of files are in the order of arrival; nothing else may depend on the order.
#[test]
fn the_order_in_which_files_arrive() {
    for Case { name, files, .. } in cases() {
        let mut backwards = Input::default();
        let sources = files.iter().rev().map(|(name, text)| Source::from_text(name, text));
        sources.for_each(|source| backwards.add(vec![source]));
        assert_eq!(json(&lint(&backwards)), json(&lint(&input(files))), "{name}");
    }
}

#[test]
fn threads() {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    let (one, eight) = (pool(1), pool(8));
    for Case { name, files, .. } in cases() {
        let input = input(files);
        let reports = [&one, &eight].map(|pool| pool.install(|| json(&lint(&input))));
        assert!(reports[0] == reports[1], "{name}");
    }
}

/// The column, in UTF-16, after a text.
fn utf16(before: &str) -> usize {
    let line = before.rsplit('\n').next().unwrap_or("");
    line.chars().filter(|character| *character != '\u{feff}').map(char::len_utf16).sum::<usize>() + 1
}

#[test]
fn positions() {
    for Case { name, files, .. } in cases() {
        let input = input(files);
        for located in lint(&input).findings {
            for place in located.places() {
                let text = place.source.text();
                assert!(place.start.byte <= place.end.byte, "{name}: {place:?}");
                for position in [place.start, place.end] {
                    let before =
                        text.get(..position.byte).unwrap_or_else(|| panic!("{name}: {position:?} is no boundary"));
                    let line = before.matches('\n').count() + 1;
                    let column =
                        before.rsplit('\n').next().unwrap_or("").chars().filter(|c| *c != '\u{feff}').count() + 1;
                    assert_eq!((position.line, position.column), (line, column), "{name}: {place:?}");
                    for (unit, column) in [(Unit::Characters, position.column), (Unit::Utf16, utf16(before))] {
                        assert_eq!(place.source.lines().column(position.byte, unit), column, "{name}: {place:?}");
                        assert_eq!(place.source.lines().byte(line, column, unit), Some(position.byte), "{name}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_ignore_removes_its_finding_and_no_other_rule() {
    let key = |located: &LocatedFinding| {
        let place = &located.primary;
        let resource = place.resource.as_ref().map(|resource| resource.name.clone());
        let place = (place.source.name().to_owned(), place.path.clone());
        (located.finding.rule.name, located.finding.message.clone(), resource, place)
    };
    let mut tried = 0;
    for Case { name, files, .. } in cases() {
        let input = input(files);
        let mut report = lint(&input);
        let all: Vec<_> = report.findings.iter().map(key).collect();
        // The first two findings of each case are enough.
        for _ in 0..all.len().min(2) {
            let one = vec![report.findings.remove(0)];
            let left = std::mem::replace(&mut report.findings, one);
            let (taken, rewritten) =
                (key(&report.findings[0]), add_ignores(&report, &IgnorePolicy::default(), "a reason"));
            report.findings = left;
            let Some(file) = rewritten.first() else {
                continue;
            };
            tried += 1;
            let changed = change_texts(files, |name, _| (name == file.source.name()).then(|| file.text.clone()));
            let input = self::input(&changed);
            let after: Vec<_> = lint(&input).findings.iter().map(key).collect();
            assert!(!after.contains(&taken), "{name}: still there: {taken:?} in\n{}", file.text);
            let is_kept = |other: &&_| after.contains(other);
            let gone: Vec<_> = all.iter().filter(|other| !is_kept(other)).collect();
            // A finding without a resource is ignored with its whole file.
            let is_meant = |other: &&(_, _, _, _)| other.0 == taken.0 && (other.2 == taken.2 || taken.2.is_none());
            assert!(gone.iter().all(is_meant), "{name}: {taken:?} took out {gone:?}");
            assert!(after.iter().all(|other| all.contains(other)), "{name}: new: {after:?} in\n{}", file.text);
        }
    }
    assert!(tried > 500, "only {tried} findings");
}

#[test]
fn fingerprints() {
    let fingerprints = |files: &Files| {
        let input = input(files);
        let mut all: Vec<String> = lint(&input).findings.into_iter().map(|located| located.fingerprint).collect();
        all.sort();
        all
    };
    let lower = |name: &str, text: &str| is_yaml(name).then(|| format!("# one\n\n# two\n{text}"));
    for Case { name, files, .. } in cases() {
        assert_eq!(fingerprints(files), fingerprints(&change_texts(files, lower)), "{name}");
    }
}

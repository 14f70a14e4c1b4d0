//! The properties of every fix: it removes its finding, and adds no other finding.

use std::collections::BTreeMap;

use bgplint::document::Span;
use bgplint::input::{Input, Source};
use bgplint::report::{LocatedEdit, LocatedFinding, LocatedFix, Report};
use bgplint::rule::Group;
use bgplint::rules;

/// The key of a finding: its rule, its file and its start.
type Key = (&'static str, String, u32);

/// An input and its report, with a name for messages and the check that gave the report.
pub struct Checked<'c> {
    /// The name.
    pub name: &'c str,
    /// The input.
    pub input: &'c Input,
    /// The report of the input.
    pub before: &'c Report,
    /// The check.
    pub check: &'c dyn Fn(&Input) -> Report,
}

/// An input with other texts for some files.
fn with_texts(input: &Input, texts: &BTreeMap<String, String>) -> Input {
    let change = |source: &Source| {
        let text = texts.get(source.name()).map_or(source.text(), String::as_str);
        let changed = Source::from_text(source.name(), text).read_from(source.path()).in_chart(source.is_in_chart());
        if source.is_inventory() { changed.as_inventory() } else { changed }
    };
    Input::from_sources(input.sources.iter().map(change).collect())
}

/// The number of findings by place, with each place moved like the text that the edits move.
fn counted(report: &Report, edits: &[LocatedEdit]) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for LocatedFinding { finding, primary, .. } in &report.findings {
        let (name, at) = (primary.source.name(), primary.span.start);
        *counts.entry((finding.rule.name, name.to_owned(), moved(name, at, edits))).or_default() += 1;
    }
    counts
}

/// The place of a byte after the edits; the start of the edit for a byte within one.
fn moved(file: &str, at: u32, edits: &[LocatedEdit]) -> u32 {
    let mut moved = i64::from(at);
    for edit in edits.iter().filter(|edit| edit.source.name() == file && edit.span.start < at) {
        moved += match at < edit.span.end {
            true => i64::from(edit.span.start) - i64::from(at),
            false => edit.text.len() as i64 - i64::from(edit.span.len()),
        };
    }
    u32::try_from(moved).expect("the place lies in the file")
}

/// The files that a fix changes, with their new texts.
pub fn applied(fix: &LocatedFix) -> BTreeMap<String, String> {
    let mut edits: Vec<&LocatedEdit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.source.name(), edit.span.start));
    for pair in edits.windows(2).filter(|pair| pair[0].source.name() == pair[1].source.name()) {
        assert!(pair[0].span.end <= pair[1].span.start, "two edits of `{}` overlap", fix.title);
    }
    let mut files = BTreeMap::new();
    for edit in edits.iter().rev() {
        let text = files.entry(edit.source.name().to_owned()).or_insert_with(|| edit.source.text().to_owned());
        assert_ne!(edit.span.slice(edit.source.text()), edit.text, "an edit of `{}` changes nothing", fix.title);
        text.replace_range(edit.span.range(), &edit.text);
    }
    files
}

/// Whether a rule checks only how a value is written. The meaning of a value is known only when it can be read, so a fix
/// may reveal, for example, that the neighbor has another AS number.
fn is_about_writing(rule: &str) -> bool {
    let group = rules::find(rule).map(|rule| rule.group);
    // `storage-api-group` reports once per run, so its finding moves to the next object. A number that is too large for
    // some releases may be the right one.
    let is_apart = matches!(rule, "storage-api-group" | "as-number-exceeds-int32");
    matches!(group, Some(Group::Manifest | Group::Suppression)) && !is_apart
}

/// A report after a fix, and the numbers of findings before and after it.
struct Compared {
    after: Report,
    old: BTreeMap<Key, usize>,
    new: BTreeMap<Key, usize>,
}

impl Compared {
    fn new(checked: &Checked, fix: &LocatedFix) -> Compared {
        let after = (checked.check)(&with_texts(checked.input, &applied(fix)));
        let (old, new) = (counted(checked.before, &fix.edits), unmoved(&after, fix));
        Compared { after, old, new }
    }

    /// Whether there are as many findings as before at a place.
    fn leaves(&self, key: &Key) -> bool {
        self.new.get(key) >= self.old.get(key)
    }
}

/// The problems of a fix: it leaves the finding, it makes another finding, or it loses documents or resources.
pub fn faults(checked: &Checked, finding: &LocatedFinding, fix: &LocatedFix) -> Vec<String> {
    let compared = Compared::new(checked, fix);
    let is_new = |(key, count): &(&Key, &usize)| compared.old.get(*key).is_none_or(|before| *count > before);
    let new = compared.new.iter().filter(is_new).filter(|(key, _)| is_about_writing(key.0));
    let (name, rule) = (checked.name, finding.finding.rule.name);
    let new = new.map(|(key, _)| format!("{name}: `{}` of {rule} makes {key:?}", fix.title));
    let left = left(checked, finding, fix, &compared);
    left.into_iter().chain(lost(checked, fix, &compared)).chain(new).collect()
}

/// The problems of a fix in any text. A value that can be read at last may well have another problem, also of the same rule,
/// and a guess may turn an object into an object of another program.
pub fn faults_in_any_text(checked: &Checked, finding: &LocatedFinding, fix: &LocatedFix) -> Vec<String> {
    let compared = Compared::new(checked, fix);
    let key = key_after(finding, fix);
    let is_same =
        |after: &LocatedFinding| key_unmoved(after, fix) == key && after.finding.message == finding.finding.message;
    let is_left = compared.after.findings.iter().any(is_same);
    let left = left(checked, finding, fix, &compared).filter(|_| is_left);
    // The text of a comment may be all that makes bgplint read an object.
    let is_comment = finding.finding.rule.group == Group::Suppression;
    let lost = lost(checked, fix, &compared).filter(|_| fix.is_safe && !is_comment);
    left.into_iter().chain(lost).collect()
}

/// The key that a finding has after the edits if they leave it.
fn key_after(finding: &LocatedFinding, fix: &LocatedFix) -> Key {
    let place = &finding.primary;
    let file = place.source.name();
    (finding.finding.rule.name, file.to_owned(), moved(file, place.span.start, &fix.edits))
}

/// Whether a fix leaves its finding.
fn left(checked: &Checked, finding: &LocatedFinding, fix: &LocatedFix, compared: &Compared) -> Option<String> {
    let key = key_after(finding, fix);
    compared.leaves(&key).then(|| format!("{}: `{}` leaves {key:?}", checked.name, fix.title))
}

/// Whether a fix changes the number of documents, or makes resources unreadable.
fn lost(checked: &Checked, fix: &LocatedFix, compared: &Compared) -> Option<String> {
    let (before, after) = (&checked.before.summary, &compared.after.summary);
    let is_lost = after.documents != before.documents || after.resources < before.resources;
    is_lost.then(|| format!("{}: `{}` changes the number of documents or resources", checked.name, fix.title))
}

/// The findings after a fix.
fn unmoved(after: &Report, fix: &LocatedFix) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    after.findings.iter().for_each(|located| *counts.entry(key_unmoved(located, fix)).or_default() += 1);
    counts
}

/// The key of a finding after a fix; a place within the new text of an edit counts as the start of the edit.
fn key_unmoved(LocatedFinding { finding, primary, .. }: &LocatedFinding, fix: &LocatedFix) -> Key {
    let name = primary.source.name();
    let inside = |edit: &&LocatedEdit| {
        let start = moved(name, edit.span.start, &fix.edits);
        edit.source.name() == name && Span { start, end: start + edit.text.len() as u32 }.contains(primary.span)
    };
    let start = fix.edits.iter().find(inside).map(|edit| moved(name, edit.span.start, &fix.edits));
    (finding.rule.name, name.to_owned(), start.unwrap_or(primary.span.start))
}

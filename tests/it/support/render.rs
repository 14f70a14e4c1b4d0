//! Findings as plain lines for snapshots.

use bgplint::position::Position;
use bgplint::report::{LocatedEdit, LocatedFinding, LocatedFix, LocatedPlace, visible};

use super::fixtures;

/// The most characters of an underlined text.
const SHOWN: usize = 60;

/// A finding: rule, severity, certainty and effect, message, places and help.
pub fn finding(located: &LocatedFinding) -> String {
    let LocatedFinding { finding, .. } = located;
    let effect = finding.effect.name();
    let mut lines = vec![
        format!("{}: {}, {}, {effect}", finding.rule.name, finding.severity.name(), finding.certainty.name()),
        format!("  {}", visible(&finding.message)),
    ];
    lines.extend(located.places().enumerate().map(|(number, place)| self::place(number == 0, place)));
    lines.extend(finding.help.as_ref().map(|help| format!("  help: {}", visible(help))));
    lines.extend(located.fixes.iter().flat_map(fix));
    let list = |title: &str, clusters: &[String]| {
        let names: Vec<&str> = clusters.iter().map(|name| below_its_fixture(name)).collect();
        (!names.is_empty()).then(|| format!("  {title}: {}", names.join(", ")))
    };
    lines.extend(list("in the clusters", &finding.clusters));
    lines.extend(list("something else in the clusters", &finding.other_findings_in));
    lines.join("\n") + "\n"
}

/// A fix: its title, and the edits.
fn fix(fix: &LocatedFix) -> Vec<String> {
    let title = format!("  {} fix: {}", if fix.is_safe { "safe" } else { "unsafe" }, visible(&fix.title));
    let edit = |edit: &LocatedEdit| {
        let file = below_its_fixture(edit.source.name());
        format!("    {file}:{}-{} becomes `{}`", at(edit.start), at(edit.end), visible(&edit.text.replace('\n', "⏎")))
    };
    std::iter::once(title).chain(fix.edits.iter().map(edit)).collect()
}

/// The name of a file or folder without the folder of its fixture.
fn below_its_fixture(name: &str) -> &str {
    let below = name.strip_prefix(fixtures::RULES).and_then(|rest| rest.strip_prefix('/'));
    below.and_then(|below| below.splitn(3, '/').nth(2)).unwrap_or(name)
}

/// A place: the underlined text, its label, and its resource.
fn place(is_primary: bool, place: &LocatedPlace) -> String {
    let sign = if is_primary { "-->" } else { "..." };
    let label = if place.label.is_empty() { String::new() } else { format!(": {}", visible(&place.label)) };
    let owner =
        place.resource.as_ref().map(|resource| format!(" ({} {} {})", resource.kind, resource.name, place.path));
    let owner = owner.unwrap_or_default().replace(" )", ")");
    format!(
        "  {sign} {}:{}-{} `{}`{label}{owner}",
        below_its_fixture(place.source.name()),
        at(place.start),
        at(place.end),
        underlined(place)
    )
}

fn at(position: Position) -> String {
    format!("{}:{}", position.line, position.column)
}

/// The text of a place on one line, cut if it is long.
fn underlined(place: &LocatedPlace) -> String {
    let text = place.span.slice(place.source.text()).replace('\n', "⏎");
    let shown: String = text.chars().take(SHOWN).collect();
    let rest = if shown.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", visible(&shown))
}

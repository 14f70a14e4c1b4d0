//! Workflow commands of GitHub Actions, which show the findings beside the changed lines.

use std::io::{self, Write};

use super::entry::Entry;
use super::{Report, visible};
use crate::rule::Severity;

/// Writes the findings, one command each.
pub(super) fn github(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.entries().try_for_each(|entry| command(&entry, out))
}

fn command(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let command = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (file, start, end) = (property(&visible(entry.primary.source.name())), entry.primary.start, entry.primary.end);
    // GitHub rejects columns of different lines.
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    let (title, message) = (property(entry.name), visible(&entry.message));
    let help = entry.help.map_or(String::new(), |help| format!("\nhelp: {}", visible(help)));
    let text = data(&format!("{message}{help}"));
    writeln!(out, "::{command} file={file},line={},endLine={}{columns},title={title}::{text}", start.line, end.line)
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn signs_that_end_a_command_or_a_property_are_escaped() {
        assert_eq!(data("100 %\r\na: b, c"), "100 %25%0D%0Aa: b, c");
        assert_eq!(property("a%,b:c\n"), "a%25%2Cb%3Ac%0A");
    }
}

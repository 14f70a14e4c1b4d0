//! One line per finding: `file:line:column: severity[rule] message`.

use std::io::{self, Write};

use super::{Report, visible};

/// Writes the findings, one per line.
pub(super) fn concise(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for entry in report.entries() {
        let (file, start) = (visible(entry.primary.source.name()), entry.primary.start);
        let (severity, message) = (entry.severity.name(), visible(&entry.message));
        writeln!(out, "{file}:{}:{}: {severity}[{}] {message}", start.line, start.column, entry.name)?;
    }
    Ok(())
}

//! The findings as JSON, one line each: the objects of `findings` in the JSON format.

use std::io::{self, Write};

use super::Report;
use super::json::finding;

/// Writes the findings, one per line.
pub(super) fn jsonl(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for located in &report.findings {
        serde_json::to_writer(&mut *out, &finding(located))?;
        writeln!(out)?;
    }
    Ok(())
}

//! The findings as JSON, one line each: the objects of `findings` in the JSON format.

use std::io::{self, Write};

use super::Report;
use super::json::finding;
use crate::json::write_line;

/// Writes the findings, one per line.
pub(super) fn jsonl(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for located in &report.findings {
        write_line(&finding(located), out)?;
    }
    Ok(())
}

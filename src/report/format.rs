//! The formats of findings. A new format is a new file, and a few lines here and in `mod.rs`.

use std::io::{self, Write};

use super::contents::Report;
use super::look::Look;
#[cfg(feature = "pretty")]
use super::pretty;
use super::{concise, github, gitlab, json, jsonl, junit, markdown, sarif};

/// The formats of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// For people, with the lines of the files.
    #[cfg(feature = "pretty")]
    Pretty,
    /// One line per finding.
    Concise,
    /// For programs.
    Json,
    /// For programs, one finding per line.
    Jsonl,
    /// For code scanning (SARIF 2.1.0).
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's Code Quality.
    Gitlab,
    /// Test results for CI systems.
    Junit,
    /// A comment on a pull request.
    Markdown,
}

impl Format {
    /// Writes a report.
    ///
    /// # Errors
    /// The output cannot be written.
    #[cfg_attr(not(feature = "pretty"), expect(unused_variables, reason = "all other formats look alike everywhere"))]
    pub fn write(self, report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
        match self {
            #[cfg(feature = "pretty")]
            Format::Pretty => pretty::pretty(report, look, out),
            Format::Concise => concise::concise(report, out),
            Format::Json => json::json(report, out),
            Format::Jsonl => jsonl::jsonl(report, out),
            Format::Sarif => sarif::sarif(report, out),
            Format::Github => github::github(report, out),
            Format::Gitlab => gitlab::gitlab(report, out),
            Format::Junit => junit::junit(report, out),
            Format::Markdown => markdown::markdown(report, out),
        }
    }
}

// The derive macro would need a default without the feature `pretty`.
impl Default for Format {
    fn default() -> Format {
        #[cfg(feature = "pretty")]
        let format = Format::Pretty;
        #[cfg(not(feature = "pretty"))]
        let format = Format::Concise;
        format
    }
}

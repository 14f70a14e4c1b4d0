//! `bgplint check` within the process of the tests, with the arguments of the command line.

use std::io;
use std::path::PathBuf;

use bgplint::cluster::clusters;
use bgplint::grouping::group;
use bgplint::session::Sessions;
use bgplint::{Config, Input, Report, Selection, Settings, Source, collect};
use clap::Parser;

use super::fixtures::{Content, Fixture};
use crate::cli::Cli;

/// The program with some arguments.
pub struct Check {
    settings: Settings,
}

impl Check {
    /// Parses the arguments, which name no files.
    pub fn new(arguments: &[String]) -> Check {
        let words = std::iter::once("bgplint").chain(arguments.iter().map(String::as_str));
        let cli = Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        let (None, check) = (cli.command, cli.check) else {
            panic!("{arguments:?} name a command");
        };
        Check { settings: Settings { overrides: check.overrides(), ..Settings::default() } }
    }

    /// Reads the arguments of a fixture, and the configuration in its folder.
    pub fn of(fixture: &Fixture) -> Check {
        let mut check = Check::new(&fixture.arguments);
        if let Content::Folder(folder) = &fixture.content {
            let file = folder.join(".bgplint.yaml");
            if file.exists() {
                let config = Config::read(&file);
                check.settings.config = config.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            }
        }
        check
    }

    /// Runs all rules instead of the selected ones.
    pub fn with_all_rules(mut self) -> Check {
        self.settings.overrides.selection = Selection { pedantic: true, ..Selection::default() };
        self
    }

    /// Reads a fixture like the program.
    pub fn read(&self, fixture: &Fixture) -> Input {
        match &fixture.content {
            Content::Section(text) => self.input(vec![Source::from_text(&fixture.file_name(), text)]),
            Content::Folder(folder) => self.collect(std::slice::from_ref(folder)),
        }
    }

    /// Reads texts instead of files.
    pub fn input(&self, sources: Vec<Source>) -> Input {
        assert!(self.settings.inventory_files().is_empty(), "an inventory is a file");
        Input::from_sources(sources)
    }

    fn collect(&self, paths: &[PathBuf]) -> Input {
        collect(paths, &self.settings.inventory_files(), io::empty())
            .unwrap_or_else(|error| panic!("{paths:?}: {error}"))
    }

    /// Passes the sessions of the clusters of an input to `look`.
    pub fn sessions(&self, input: &Input, look: impl FnMut(&Sessions)) {
        let contents = bgplint::read(input);
        let grouping = group(&input.sources, &contents, &self.settings.layout(input));
        let clusters = clusters(&input.sources, &contents, &grouping);
        let sessions: Vec<Sessions> = clusters.iter().map(Sessions::new).collect();
        sessions.iter().for_each(look);
    }

    /// The report of an input.
    pub fn run(&self, input: &Input) -> Report {
        bgplint::check(input, &self.settings).expect("the input holds what it is to hold")
    }
}

/// The rules of the findings, with their severities.
pub fn rules_of(report: &Report) -> Vec<(&'static str, &'static str)> {
    let findings = report.findings.iter().map(|located| &located.finding);
    findings.map(|finding| (finding.rule.name, finding.severity.name())).collect()
}

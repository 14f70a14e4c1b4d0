//! What a configuration does to a run: which clusters there are, which rules are run, and what is told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::file::{Config, ConfiguredIgnore};
use super::words::{Level, Nodes};
use crate::cluster::{Layout, NamedCluster, Settings};
use crate::input::{Input, Source, absolute};
use crate::report::{Accepted, AcceptedBy, LocatedFinding, Report};
use crate::rule::{IgnorePolicy, Rule, Selection};

/// A configuration and the directory that its paths are relative to.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The configuration.
    pub config: Config,
    /// The file; none where there is none.
    pub file: Option<PathBuf>,
}

impl Settled {
    /// The files that hold all nodes, of all clusters together.
    pub fn inventory_files(&self) -> Vec<PathBuf> {
        let nodes = self.config.clusters.iter().map(|cluster| &cluster.nodes).chain([&self.config.nodes]);
        let mut files: Vec<PathBuf> = nodes.flatten().filter_map(|nodes| inventory_file(&nodes.0)).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The clusters that are named, with their files, and what is said of them.
    pub fn layout(&self, input: &Input) -> Layout {
        let config = &self.config;
        let settings = |version: Option<_>, nodes: Option<&Nodes>, router_id: Option<String>| Settings {
            release: version,
            inventory: match nodes {
                Some(Nodes::Inventory(inventory)) => Some(*inventory),
                _ => None,
            },
            router_id,
            failed: Vec::new(),
        };
        let nodes = config.nodes.as_ref();
        let named = config.clusters.iter().map(|cluster| {
            let version = cluster.calico_version.or(config.calico_version).map(|version| version.0);
            let own_nodes = cluster.nodes.as_ref();
            let router_id = cluster.router_id.as_ref().or(config.router_id.as_ref()).map(|id| id.0.0.clone());
            let inventory = own_nodes.and_then(|nodes| inventory_file(&nodes.0)).map(|file| absolute(&file));
            let is_own = |source: &&Source| match source.is_inventory() {
                true => inventory.as_ref() == Some(&absolute(Path::new(source.name()))),
                false => {
                    self.relative(source).is_some_and(|path| cluster.paths.iter().any(|pattern| pattern.0.fits(&path)))
                }
            };
            NamedCluster {
                name: cluster.name.clone(),
                settings: settings(version, own_nodes.or(nodes).map(|nodes| &nodes.0), router_id),
                files: input.sources.iter().filter(is_own).map(Source::id).collect(),
            }
        });
        Layout {
            named: named.collect(),
            settings: settings(
                config.calico_version.map(|version| version.0),
                nodes.map(|nodes| &nodes.0),
                config.router_id.as_ref().map(|id| id.0.0.clone()),
            ),
        }
    }

    /// The rules that are run, beside what the command line says.
    pub fn selection(&self, asked: Selection) -> Selection {
        // What the command line asks for by name is run.
        let is_asked = |rule: &Rule| asked.select.iter().any(|name| name == rule.name || name == rule.group.name());
        let off =
            crate::rules::all().into_iter().filter(|rule| self.level(rule) == Some(Level::Off) && !is_asked(rule));
        Selection {
            ignore: asked.ignore.iter().cloned().chain(off.map(|rule| rule.name.to_owned())).collect(),
            pedantic: asked.pedantic || self.config.pedantic,
            ..asked
        }
    }

    /// How ignores are taken.
    pub fn ignore_policy(&self) -> IgnorePolicy {
        let refused = self.config.never_ignore.iter().map(|name| name.0.0.clone()).collect();
        IgnorePolicy { refused, ..IgnorePolicy::default() }
    }

    /// Gives findings the severity that is settled on, and takes out those that are ignored, unless `tells_all`.
    /// `has_run` says whether a rule was run: of others nothing is known.
    pub fn apply(&self, report: &mut Report, tells_all: bool, has_run: impl Fn(&Rule) -> bool) {
        for located in &mut report.findings {
            if let Some(severity) = self.level(located.finding.rule).and_then(Level::severity) {
                located.finding.severity = severity;
            }
        }
        if tells_all {
            return;
        }
        let mut used = BTreeSet::new();
        for located in std::mem::take(&mut report.findings) {
            match self.config.ignores.iter().position(|ignore| self.is_about(ignore, &located)) {
                Some(number) => {
                    used.insert(number);
                    let reason = self.config.ignores[number].reason.clone();
                    report.accepted.push(Accepted { located, by: AcceptedBy::Configuration, reason });
                }
                None => report.findings.push(located),
            }
        }
        let is_known = |ignore: &ConfiguredIgnore| {
            let mut rules =
                crate::rules::all().into_iter().filter(|rule| ignore.rules.iter().any(|name| name.0.means(rule)));
            rules.all(|rule| has_run(rule) && report.unknown.iter().all(|unknown| unknown.rule != rule.name))
        };
        for (number, ignore) in self.config.ignores.iter().enumerate() {
            if !used.contains(&number) && is_known(ignore) {
                let file = self.file.as_deref().map_or(String::new(), |file| file.display().to_string());
                report.stale.push(format!("{file}:{}: this ignore is about nothing any more", ignore.line));
            }
        }
    }

    /// The level of a rule; its own name says more than its group's.
    fn level(&self, rule: &Rule) -> Option<Level> {
        let of =
            |wanted: &str| self.config.severities.iter().find(|(name, _)| name.0.0 == wanted).map(|(_, level)| *level);
        of(rule.name).or_else(|| of(rule.group.name()))
    }

    fn is_about(&self, ignore: &ConfiguredIgnore, located: &LocatedFinding) -> bool {
        let Some(place) = located.places.first() else {
            return false;
        };
        let rule = located.finding.rule;
        let is_object = || {
            place.resource.as_ref().is_some_and(|resource| {
                ignore.objects.iter().any(|pattern| pattern.0.fits(resource.kind, &resource.name))
            })
        };
        let is_there =
            || self.relative(place.source).is_some_and(|path| ignore.paths.iter().any(|pattern| pattern.0.fits(&path)));
        ignore.rules.iter().any(|name| name.0.means(rule))
            && !self.ignore_policy().refuses(rule)
            && (ignore.objects.is_empty() || is_object())
            && (ignore.paths.is_empty() || is_there())
    }

    /// The path of a file as seen from the configuration's directory, where it lies below it.
    fn relative(&self, source: &Source) -> Option<String> {
        let directory = absolute(self.file.as_deref()?.parent()?);
        let path = absolute(Path::new(source.name()));
        Some(path.strip_prefix(directory).ok()?.to_string_lossy().replace('\\', "/"))
    }
}

fn inventory_file(nodes: &Nodes) -> Option<PathBuf> {
    match nodes {
        Nodes::File(file) => Some(file.clone()),
        Nodes::Inventory(_) => None,
    }
}

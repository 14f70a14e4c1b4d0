//! What a configuration does to a run: which clusters there are, which rules are run, and what is told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::file::{Config, ConfiguredIgnore};
use super::values::{Level, Nodes, RouterId, Written};
use crate::grouping::{Layout, NamedCluster, Settings};
use crate::input::{Input, PathPattern, PathPatterns, SourceId, absolute};
use crate::report::{Accepted, AcceptedBy, LocatedFinding, LocatedPlace, Report};
use crate::resource::value::Release;
use crate::rule::{IgnorePolicy, Rule, Selection};

/// A configuration, where it stands, and what is asked for over it.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The configuration.
    pub config: Config,
    /// The file; none where there is none. Its directory is what the configuration's paths are relative to.
    pub file: Option<PathBuf>,
    /// What is asked for of all clusters, with paths as seen from the working directory.
    pub asked: Asked,
}

/// What the command line says of all clusters.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The Calico release.
    pub release: Option<Release>,
    /// The nodes.
    pub nodes: Option<Nodes>,
    /// The value of `CALICO_ROUTER_ID`.
    pub router_id: Option<RouterId>,
}

impl Settled {
    /// The configuration with what is asked for in it.
    pub fn in_force(&self) -> Config {
        let mut config = self.config.clone();
        let nodes = self.asked.nodes.clone().map(|nodes| match nodes {
            Nodes::File(file) => Nodes::File(absolute(&file)),
            inventory => inventory,
        });
        for cluster in &mut config.clusters {
            cluster.calico_version = cluster.calico_version.filter(|_| self.asked.release.is_none());
            cluster.nodes = cluster.nodes.take().filter(|_| nodes.is_none());
            cluster.router_id = cluster.router_id.take().filter(|_| self.asked.router_id.is_none());
        }
        config.calico_version = self.asked.release.map(Written).or(config.calico_version);
        config.nodes = nodes.map(Written).or(config.nodes);
        config.router_id = self.asked.router_id.clone().map(Written).or(config.router_id);
        config
    }

    /// A path of the configuration, as seen from the working directory.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.file.as_deref().and_then(Path::parent).map_or(path.to_owned(), |directory| directory.join(path))
    }

    /// What is said of the nodes of a cluster, with its own word for them.
    fn nodes(&self, own: Option<&Written<Nodes>>) -> Option<Nodes> {
        let configured = || match &own.or(self.config.nodes.as_ref())?.0 {
            Nodes::File(file) => Some(Nodes::File(self.path(file))),
            inventory => Some(inventory.clone()),
        };
        self.asked.nodes.clone().or_else(configured)
    }

    /// The files that hold all nodes, of all clusters together.
    pub fn inventory_files(&self) -> Vec<PathBuf> {
        let clusters = self.config.clusters.iter().map(|cluster| self.nodes(cluster.nodes.as_ref()));
        let mut files: Vec<PathBuf> = clusters.chain([self.nodes(None)]).filter_map(inventory_file).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The clusters that are named, and what is said of them.
    pub fn layout(&self, input: &Input) -> Layout {
        let config = &self.config;
        let settings = |release: Option<&Written<Release>>,
                        nodes: Option<&Nodes>,
                        router_id: Option<&Written<RouterId>>| {
            let router_id = self.asked.router_id.as_ref().or(router_id.or(config.router_id.as_ref()).map(|id| &id.0));
            Settings {
                release: self.asked.release.or(release.or(config.calico_version.as_ref()).map(|release| release.0)),
                inventory: match nodes {
                    Some(Nodes::Inventory(inventory)) => Some(*inventory),
                    _ => None,
                },
                router_id: router_id.map(|id| id.0.clone()),
            }
        };
        let inventories = |nodes: Option<Nodes>| -> BTreeSet<SourceId> {
            let file = inventory_file(nodes).map(|file| absolute(&file));
            let sources = input.sources.iter().filter(|source| source.is_inventory());
            sources.filter(|source| file.as_ref() == Some(&absolute(source.path()))).map(|source| source.id()).collect()
        };
        let named = config.clusters.iter().map(|cluster| {
            let nodes = self.nodes(cluster.nodes.as_ref());
            NamedCluster {
                name: cluster.name.clone(),
                settings: settings(cluster.calico_version.as_ref(), nodes.as_ref(), cluster.router_id.as_ref()),
                paths: self.patterns(&cluster.paths),
                inventories: inventories(nodes),
            }
        });
        let nodes = self.nodes(None);
        Layout {
            named: named.collect(),
            settings: settings(None, nodes.as_ref(), None),
            inventories: inventories(nodes),
        }
    }

    /// The rules that are run, beside what the command line says.
    pub fn selection(&self, asked: Selection) -> Selection {
        // What the command line asks for by name is run.
        let is_asked = |rule: &Rule| asked.select.iter().any(|name| rule.is_named(name));
        let all = crate::rules::all();
        let off = all.iter().filter(|rule| self.level(rule) == Some(Level::Off) && !is_asked(rule));
        let ignore = asked.ignore.iter().cloned().chain(off.map(|rule| rule.name.to_owned())).collect();
        // Who gives a pedantic rule a severity wants it to be run.
        let severities = self.config.severities.iter().filter(|(_, level)| **level != Level::Off);
        let also = severities.map(|(name, _)| name.0.0.clone()).collect();
        Selection { ignore, also, pedantic: asked.pedantic || self.config.pedantic, ..asked }
    }

    /// How ignores are taken.
    pub fn ignore_policy(&self) -> IgnorePolicy {
        IgnorePolicy { refused: self.config.refused(), ..IgnorePolicy::default() }
    }

    /// Gives findings the severity that is settled on, and takes out those that are ignored, unless `tells_all`. `is_whole`
    /// says whether all that the configuration speaks of was read: else nothing is known of what it has in vain.
    pub fn apply(&self, report: &mut Report, tells_all: bool, is_whole: bool) {
        for located in &mut report.findings {
            if let Some(severity) = self.level(located.finding.rule).and_then(Level::severity) {
                located.finding.severity = severity;
            }
        }
        if !tells_all {
            self.ignore(report, is_whole);
        }
        for cluster in self.config.clusters.iter().filter(|_| is_whole) {
            if !report.summary.clusters.contains(&cluster.name) {
                let message = format!("cluster `{}` has no file that bgplint reads", cluster.name);
                report.stale.push(self.at_line(cluster.line, &message));
            }
        }
    }

    fn ignore(&self, report: &mut Report, is_whole: bool) {
        let patterns: Vec<PathPatterns> =
            self.config.ignores.iter().map(|ignore| self.patterns(&ignore.paths)).collect();
        let mut used = BTreeSet::new();
        for located in std::mem::take(&mut report.findings) {
            let ignores = self.config.ignores.iter().zip(&patterns).enumerate();
            let fitting = ignores.filter(|(_, (ignore, patterns))| is_about(ignore, patterns, &located));
            let fitting: Vec<usize> = fitting.map(|(number, _)| number).collect();
            match fitting.first() {
                Some(first) => {
                    let reason = self.config.ignores[*first].reason.clone();
                    report.accepted.push(Accepted { located, by: AcceptedBy::Configuration, reason });
                }
                None => report.findings.push(located),
            }
            used.extend(fitting);
        }
        for (number, ignore) in self.config.ignores.iter().enumerate().filter(|_| is_whole) {
            let mut rules =
                crate::rules::all().into_iter().filter(|rule| ignore.rules.iter().any(|name| name.0.means(rule)));
            if !used.contains(&number) && rules.all(|rule| !report.open.contains(rule.name)) {
                report.stale.push(self.at_line(ignore.line, "this ignore is about nothing any more"));
            }
        }
    }

    /// A word about a line of the configuration.
    fn at_line(&self, line: usize, message: &str) -> String {
        let file = self.file.as_deref().map_or(String::new(), |file| file.display().to_string());
        format!("{file}:{line}: {message}")
    }

    /// The level of a rule; its own name says more than its group's.
    fn level(&self, rule: &Rule) -> Option<Level> {
        let of =
            |wanted: &str| self.config.severities.iter().find(|(name, _)| name.0.0 == wanted).map(|(_, level)| *level);
        of(rule.name).or_else(|| of(rule.group.name()))
    }

    /// Patterns of the configuration, below its directory.
    fn patterns(&self, patterns: &[Written<PathPattern>]) -> PathPatterns {
        let root = self.file.as_deref().and_then(Path::parent).map(absolute).unwrap_or_default();
        PathPatterns { root, patterns: patterns.iter().map(|pattern| pattern.0.clone()).collect() }
    }
}

/// Whether an ignore is about a finding.
fn is_about(ignore: &ConfiguredIgnore, patterns: &PathPatterns, located: &LocatedFinding) -> bool {
    let is_object = |place: &LocatedPlace| {
        let resource = place.resource.as_ref();
        resource
            .is_some_and(|resource| ignore.objects.iter().any(|pattern| pattern.0.fits(resource.kind, &resource.name)))
    };
    let place = &located.primary;
    ignore.rules.iter().any(|name| name.0.means(located.finding.rule))
        && (ignore.objects.is_empty() || is_object(place))
        && (ignore.paths.is_empty() || patterns.fit(&absolute(place.source.path())))
}

fn inventory_file(nodes: Option<Nodes>) -> Option<PathBuf> {
    match nodes {
        Some(Nodes::File(file)) => Some(file),
        _ => None,
    }
}

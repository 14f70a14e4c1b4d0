//! The settings of a run: the configuration, the command line that overrides it, and the baseline.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::baseline::Baseline;
use super::file::Config;
use super::values::{Level, Nodes, RouterId, Written};
use crate::grouping::{ClusterSettings, Layout, NamedCluster};
use crate::input::{Input, PathPattern, PathPatterns, SourceId, normal};
use crate::rule::{FailOn, IgnorePolicy, Rule, Selection};
use crate::value::Release;

/// The settings of a run. By default all rules but the pedantic rules run, and no finding is accepted.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The configuration.
    pub config: Config,
    /// What overrides the configuration.
    pub overrides: Overrides,
    /// The accepted findings.
    pub baseline: Option<Baseline>,
}

/// What overrides the configuration, usually from the command line.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The Calico release of all clusters.
    pub release: Option<Release>,
    /// The nodes of all clusters. A file has the same name here as its source in the input.
    pub nodes: Option<Nodes>,
    /// The value of `CALICO_ROUTER_ID` in all clusters.
    pub router_id: Option<RouterId>,
    /// Which rules run.
    pub selection: Selection,
    /// The lowest severity that makes the run fail.
    pub fail_on: Option<FailOn>,
    /// Whether the ignores in files and in the configuration have no effect.
    pub no_ignores: bool,
    /// Whether an input without resources is an error.
    pub require_resources: bool,
}

impl Settings {
    /// The configuration with the overrides, but without the choice of rules.
    pub fn in_force(&self) -> Config {
        let mut config = self.config.clone();
        let Overrides { release, nodes, router_id, .. } = self.overrides.clone();
        for cluster in &mut config.clusters {
            cluster.calico_version = cluster.calico_version.filter(|_| release.is_none());
            cluster.nodes = cluster.nodes.take().filter(|_| nodes.is_none());
            cluster.router_id = cluster.router_id.take().filter(|_| router_id.is_none());
        }
        config.calico_version = release.map(Written).or(config.calico_version);
        config.nodes = nodes.map(Written).or(config.nodes);
        config.router_id = router_id.map(Written).or(config.router_id);
        config
    }

    /// A path of the configuration, relative to the directory to which the name of the configuration is relative.
    pub fn path(&self, path: &Path) -> PathBuf {
        let file = self.config.source.as_deref().map(|source| source.path());
        file.and_then(Path::parent).map_or(path.to_owned(), |directory| directory.join(path))
    }

    /// The nodes of a cluster, from the overrides, the cluster's own setting or the top level, in this order.
    fn nodes(&self, own: Option<&Written<Nodes>>) -> Option<Nodes> {
        let configured = || match &own.or(self.config.nodes.as_ref())?.0 {
            Nodes::File(file) => Some(Nodes::File(self.path(file))),
            inventory => Some(inventory.clone()),
        };
        self.overrides.nodes.clone().or_else(configured)
    }

    /// The files with node lists, of all clusters together.
    pub fn inventory_files(&self) -> Vec<PathBuf> {
        let clusters = self.config.clusters.iter().map(|cluster| self.nodes(cluster.nodes.as_ref()));
        let mut files: Vec<PathBuf> = clusters.chain([self.nodes(None)]).filter_map(inventory_file).collect();
        files.sort();
        files.dedup();
        files
    }

    /// The named clusters with their settings.
    pub fn layout(&self, input: &Input) -> Layout {
        let (config, overrides) = (&self.config, &self.overrides);
        let settings =
            |release: Option<&Written<Release>>, nodes: Option<&Nodes>, router_id: Option<&Written<RouterId>>| {
                let configured = router_id.or(config.router_id.as_ref()).map(|id| &id.0);
                ClusterSettings {
                    release: overrides.release.or(release.or(config.calico_version.as_ref()).map(|release| release.0)),
                    inventory: match nodes {
                        Some(Nodes::Inventory(inventory)) => Some(*inventory),
                        _ => None,
                    },
                    router_id: overrides.router_id.as_ref().or(configured).map(|id| id.0.clone()),
                }
            };
        let inventories = |nodes: Option<Nodes>| -> BTreeSet<SourceId> {
            let file = inventory_file(nodes).map(|file| normal(&file));
            let sources = input.sources.iter().filter(|source| source.is_inventory());
            sources.filter(|source| file.as_ref() == Some(&normal(source.path()))).map(|source| source.id()).collect()
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

    /// The rules that run.
    pub fn selection(&self) -> Selection {
        let asked = &self.overrides.selection;
        // A rule that the command line names runs even if the configuration switches the rule off.
        let is_asked = |rule: &Rule| asked.select.iter().any(|name| rule.is_named(name));
        let all = crate::rules::all();
        let off = all.iter().filter(|rule| self.level(rule) == Some(Level::Off) && !is_asked(rule));
        let ignore = asked.ignore.iter().cloned().chain(off.map(|rule| rule.name.to_owned())).collect();
        // A severity for a pedantic rule switches the rule on.
        let severities = self.config.severities.iter().filter(|(_, level)| **level != Level::Off);
        let also = asked.also.iter().cloned().chain(severities.map(|(name, _)| name.0.0.clone())).collect();
        let pedantic = asked.pedantic || self.config.pedantic;
        Selection { ignore, also, pedantic, select: asked.select.clone() }
    }

    /// How ignores in files are treated.
    pub fn ignore_policy(&self) -> IgnorePolicy {
        IgnorePolicy { is_off: self.overrides.no_ignores || self.config.is_locked, refused: self.config.refused() }
    }

    /// The lowest severity that makes the run fail.
    pub fn fail_on(&self) -> FailOn {
        self.overrides.fail_on.or(self.config.fail_on).unwrap_or_default()
    }

    /// The configured level of a rule. A level for the rule wins over a level for its group.
    pub(super) fn level(&self, rule: &Rule) -> Option<Level> {
        let of =
            |wanted: &str| self.config.severities.iter().find(|(name, _)| name.0.0 == wanted).map(|(_, level)| *level);
        of(rule.name).or_else(|| of(rule.group.name()))
    }

    /// Patterns of the configuration, relative to its directory.
    pub(super) fn patterns(&self, patterns: &[Written<PathPattern>]) -> PathPatterns {
        let root = self.config.directory().map(Path::to_owned).unwrap_or_default();
        PathPatterns { root, patterns: patterns.iter().map(|pattern| pattern.0.clone()).collect() }
    }
}

fn inventory_file(nodes: Option<Nodes>) -> Option<PathBuf> {
    match nodes {
        Some(Nodes::File(file)) => Some(file),
        _ => None,
    }
}

//! Files → clusters: first the clusters that the configuration names; the other files are one cluster, unless resources of
//! the same name are in several directories.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::directories::Directories;
use super::kustomize::{Builds, Effects};
use super::{ClusterFiles, ClusterSettings, Layout, NamedCluster};
use crate::ids::IdVec;
use crate::input::{Skipped, Source, SourceId, Sources};
use crate::resource::{Body, FileContents, Resource};

/// The clusters of an input, and the files that are not manifests.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// The clusters: first the named ones, then the others by directory.
    pub clusters: Vec<ClusterFiles>,
    /// Files that are patches in a kustomization, so they are not manifests.
    pub patches: Vec<Skipped>,
    /// The commands whose output has the patched objects.
    pub build_commands: Vec<String>,
}

/// Finds the clusters.
///
/// Named clusters have their own files. Among the other files, two resources with the same kind and name in different
/// directories belong to different clusters, which are the nearest directories that separate them. Files outside of these
/// directories are shared by all clusters below the file's directory. The output of a kustomization belongs to the
/// directory of the kustomization.
pub fn group(sources: &Sources, contents: &IdVec<SourceId, FileContents>, layout: &Layout) -> Grouping {
    let files = Manifests { sources, builds: Builds::new(sources, contents), named: &layout.named };
    let no_patches: Vec<&FileContents> = contents.iter().filter(|file| !files.builds.is_patch(file.source)).collect();
    let mut clusters = Vec::new();
    for named in &layout.named {
        let is_own = |file: &&FileContents| files.are_of(named, file) || named.inventories.contains(&file.source);
        let own: Vec<&FileContents> = no_patches.iter().copied().filter(is_own).collect();
        // A cluster with nothing but a node list was not meant to be checked.
        if own.iter().any(|file| !files.is_inventory(file)) {
            clusters.push(files.cluster(
                Some(named.name.clone()),
                own,
                &named.settings,
                files.builds.effects(|place| named.builds_in(place)),
            ));
        }
    }
    let is_other = |file: &FileContents| match files.is_inventory(file) {
        true => layout.named.is_empty() || layout.inventories.contains(&file.source),
        false => files.is_other(file),
    };
    let others: Vec<&FileContents> = no_patches.into_iter().filter(|file| is_other(file)).collect();
    let has_others = others.iter().any(|file| !files.is_inventory(file) && says_something(file));
    if has_others || clusters.is_empty() {
        let name = (has_others && !layout.named.is_empty()).then_some(Layout::REST);
        clusters.extend(files.found(&others, &layout.settings, name));
    }
    Grouping { clusters, patches: files.builds.patches(sources), build_commands: files.builds.commands() }
}

/// Whether a file has something to check.
fn says_something(file: &FileContents) -> bool {
    let is_manifest = |resource: &Resource| !matches!(resource.body, Body::Kustomization(_));
    file.resources.iter().any(is_manifest)
        || !file.syntax.is_empty()
        || file.template.is_some()
        || !file.ignores.is_empty()
}

/// The files of an input, with their kustomizations.
struct Manifests<'a> {
    sources: &'a Sources,
    builds: Builds,
    named: &'a [NamedCluster],
}

impl<'a> Manifests<'a> {
    fn source(&self, file: &FileContents) -> &'a Source {
        &self.sources[file.source]
    }

    fn is_inventory(&self, file: &FileContents) -> bool {
        self.source(file).is_inventory()
    }

    /// Whether a file is a manifest of a cluster, by its own path or by the path of a kustomization that builds it.
    fn are_of(&self, named: &NamedCluster, file: &FileContents) -> bool {
        let source = self.source(file);
        let mut built_from = self.builds.built_from(source.id());
        !source.is_inventory()
            && (named.paths.fit(source.absolute_path()) || built_from.any(|directory| named.builds_in(directory)))
    }

    /// Whether a manifest also belongs to a cluster that is not named.
    fn is_other(&self, file: &FileContents) -> bool {
        let is_named_itself = |source: &Source| self.named.iter().any(|named| named.paths.fit(source.absolute_path()));
        !is_named_itself(self.source(file))
            && (self.builds.built_from(file.source).next().is_none() || self.other_builds(file.source).next().is_some())
    }

    /// The directories of the kustomizations that build a file, without directories of named clusters.
    fn other_builds(&self, file: SourceId) -> impl Iterator<Item = &PathBuf> {
        let is_named = |directory: &PathBuf| self.named.iter().any(|named| named.builds_in(directory));
        self.builds.built_from(file).filter(move |directory| !is_named(directory))
    }

    /// The directories to which a file belongs: the directories of the kustomizations that build it, or its own.
    fn places(&self, source: SourceId) -> Vec<PathBuf> {
        let built_from: Vec<PathBuf> = self.other_builds(source).cloned().collect();
        if built_from.is_empty() { vec![self.sources[source].directory().to_owned()] } else { built_from }
    }

    /// Makes a cluster of files in any order.
    fn cluster(
        &self,
        name: Option<String>,
        mut files: Vec<&FileContents>,
        settings: &ClusterSettings,
        effects: Effects,
    ) -> ClusterFiles {
        files.sort_by_key(|file| self.sources.rank(file.source));
        ClusterFiles {
            name,
            settings: settings.clone(),
            has_more: effects.has_more,
            files: files.iter().map(|file| file.source).collect(),
            patched: effects.patched,
        }
    }

    /// The directories of separate clusters.
    fn separated(&self, files: &[&FileContents]) -> Directories {
        let manifests: Vec<&FileContents> = files.iter().copied().filter(|file| !self.is_inventory(file)).collect();
        let places: Vec<Vec<PathBuf>> = manifests.iter().map(|file| self.places(file.source)).collect();
        let mut identities: BTreeMap<_, BTreeSet<PathBuf>> = BTreeMap::new();
        // Nothing separates the files of one directory, so their resources need not be compared.
        let is_one_place = places.windows(2).all(|pair| pair[0] == pair[1]) && places.iter().all(|own| own.len() < 2);
        for (file, places) in manifests.iter().zip(&places).filter(|_| !is_one_place) {
            // A dump of a cluster may be beside the manifests of the same cluster, so its objects do not separate clusters.
            for resource in file.resources.iter().filter(|resource| !resource.is_from_cluster()) {
                if let Some(identity) = resource.identity_in_cluster() {
                    identities.entry(identity).or_default().extend(places.iter().cloned());
                }
            }
        }
        Directories::new(identities.values())
    }

    /// The clusters of files that no named cluster has. `name` is the name if these files are a single cluster.
    fn found(&self, files: &[&FileContents], settings: &ClusterSettings, name: Option<&str>) -> Vec<ClusterFiles> {
        let directories = self.separated(files);
        let names: Vec<String> = directories.names().map(|name| self.sources.shown(name)).collect();
        if names.is_empty() {
            return vec![self.cluster(
                name.map(str::to_owned),
                files.to_vec(),
                settings,
                self.builds.effects(|_| true),
            )];
        }
        let mut members: Vec<Vec<&FileContents>> = names.iter().map(|_| Vec::new()).collect();
        for file in files {
            let path = self.source(file).absolute_path();
            let own = self.places(file.source);
            let numbers: BTreeSet<usize> = match self.is_inventory(file) {
                true => (0..names.len()).collect(),
                false => own.iter().flat_map(|place| directories.clusters_of(place, path)).collect(),
            };
            numbers.into_iter().for_each(|number| members[number].push(file));
        }
        let effects = self.builds.effects_by(names.len(), |place| directories.clusters_of(place, place));
        let found = names.into_iter().zip(members).zip(effects);
        found.map(|((name, files), effects)| self.cluster(Some(name), files, settings, effects)).collect()
    }
}

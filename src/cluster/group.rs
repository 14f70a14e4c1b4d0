//! Files → the clusters that they belong to: those that are named, and for the others one, unless a name stands in several
//! directories.

use std::path::{Path, PathBuf};

use super::directories::{cluster_directories, is_of};
use super::kustomize::Builds;
use super::{Cluster, Layout, NamedCluster, Settings};
use crate::input::{Skipped, Source, SourceId, absolute};
use crate::resource::{Body, FileContents};

/// The clusters of an input.
#[derive(Debug)]
pub struct Clusters<'a> {
    /// The clusters: those that are named, and then the others by directory.
    pub clusters: Vec<Cluster<'a>>,
    /// Files that a kustomization names as patches: they are no resources.
    pub patches: Vec<Skipped>,
    /// The directories of the kustomizations to build for what patches make.
    pub patched: Vec<String>,
}

/// Finds the clusters.
///
/// Those that are named have the files that are theirs. Of the others, two resources of one kind and name in different
/// directories belong to different clusters: the nearest directories that tell them apart. Files that lie in no cluster's
/// directory are common to the clusters below theirs. What a kustomization builds lies in its directory.
pub fn group<'a>(sources: &'a [Source], contents: &'a [FileContents], layout: &Layout) -> Clusters<'a> {
    let files = Files { sources, builds: Builds::new(sources, contents) };
    let no_patches: Vec<&FileContents> = contents.iter().filter(|file| !files.builds.is_patch(file.source)).collect();
    let mut clusters = Vec::new();
    for named in &layout.named {
        let is_own = |file: &&FileContents| files.are_of(named, file) || named.inventories.contains(&file.source);
        let own: Vec<&FileContents> = no_patches.iter().copied().filter(is_own).collect();
        // A cluster of which nothing but its nodes is read is not what is asked about.
        if own.iter().any(|file| !files.is_inventory(file)) {
            clusters.push(files.cluster(Some(named.name.clone()), own, &named.settings));
        }
    }
    let is_named = |file: &FileContents| layout.named.iter().any(|named| files.are_of(named, file));
    let is_other = |file: &FileContents| match files.is_inventory(file) {
        true => layout.named.is_empty() || layout.inventories.contains(&file.source),
        false => !is_named(file),
    };
    let others: Vec<&FileContents> = no_patches.into_iter().filter(|file| is_other(file)).collect();
    let has_others = others.iter().any(|file| !files.is_inventory(file) && says_something(file));
    if has_others || clusters.is_empty() {
        let name = (has_others && !layout.named.is_empty()).then_some(Layout::REST);
        clusters.extend(files.found(&others, &layout.settings, name));
    }
    Clusters {
        clusters,
        patches: files.builds.patches(sources),
        patched: files.builds.patched().map(name_of).collect(),
    }
}

/// Whether a file has anything to find fault with.
fn says_something(file: &FileContents) -> bool {
    let is_manifest = |resource: &crate::resource::Resource| !matches!(resource.body, Body::Kustomization(_));
    file.resources.iter().any(is_manifest)
        || !file.syntax.is_empty()
        || file.template.is_some()
        || !file.ignores.is_empty()
}

/// The files of an input, and what kustomizations make of them.
struct Files<'a> {
    sources: &'a [Source],
    builds: Builds,
}

impl<'a> Files<'a> {
    fn source(&self, file: &FileContents) -> Option<&'a Source> {
        self.sources.get(file.source.0 as usize)
    }

    fn is_inventory(&self, file: &FileContents) -> bool {
        self.source(file).is_some_and(Source::is_inventory)
    }

    /// Whether a file is one of a cluster's manifests, by its own path or by that of a kustomization that builds it.
    fn are_of(&self, named: &NamedCluster, file: &FileContents) -> bool {
        self.source(file).filter(|source| !source.is_inventory()).is_some_and(|source| {
            let builds = |directory: &PathBuf| named.paths.fit(&directory.join("kustomization.yaml"));
            named.paths.fit(&absolute(source.path())) || self.builds.built_from(source).iter().any(builds)
        })
    }

    /// The directories that a file belongs to: those that it is built from, else its own.
    fn places(&self, source: SourceId) -> Vec<PathBuf> {
        let Some(source) = self.sources.get(source.0 as usize) else {
            return Vec::new();
        };
        match self.builds.built_from(source) {
            [] => vec![absolute(source.directory())],
            directories => directories.to_vec(),
        }
    }

    fn cluster(&self, name: Option<String>, files: Vec<&'a FileContents>, settings: &Settings) -> Cluster<'a> {
        Cluster {
            patched: self.builds.patched_resources(),
            ..Cluster::new(name, self.sources, files, settings.clone())
        }
    }

    /// The clusters of files that are in none that is named; `name` is for where they are one.
    fn found(&self, files: &[&'a FileContents], settings: &Settings, name: Option<&str>) -> Vec<Cluster<'a>> {
        let manifests = files.iter().copied().filter(|file| !self.is_inventory(file));
        let directories = cluster_directories(manifests, |source| self.places(source));
        if directories.is_empty() {
            return vec![self.cluster(name.map(str::to_owned), files.to_vec(), settings)];
        }
        let clusters = directories.iter().filter(|(_, holds_namesakes)| **holds_namesakes).map(|(directory, _)| {
            let belongs = |file: &&&FileContents| {
                self.is_inventory(file)
                    || self.places(file.source).iter().any(|place| is_of(directory, place, &directories))
            };
            self.cluster(Some(name_of(directory)), files.iter().filter(belongs).copied().collect(), settings)
        });
        clusters.collect()
    }
}

/// A directory as one in the working directory would name it.
fn name_of(directory: &Path) -> String {
    let below = directory.strip_prefix(absolute(Path::new("."))).unwrap_or(directory);
    let name = below.to_string_lossy().replace('\\', "/");
    if name.is_empty() { ".".to_owned() } else { name }
}

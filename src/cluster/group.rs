//! Files → the clusters that they belong to: those that are named, and for the others one, unless a name stands in several
//! directories.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

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
        let own = no_patches
            .iter()
            .copied()
            .filter(|file| files.are_of(named, file) || named.inventories.contains(&file.source));
        let own: Vec<&FileContents> = own.collect();
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
        let name = (!layout.named.is_empty()).then_some(Layout::REST);
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

/// Directories that tell clusters apart; `true` for those that hold resources with namesakes elsewhere, `false` for
/// those that only hold several clusters below them.
type Directories = BTreeMap<PathBuf, bool>;

fn cluster_directories<'a>(
    files: impl Iterator<Item = &'a FileContents>,
    places_of: impl Fn(SourceId) -> Vec<PathBuf>,
) -> Directories {
    let mut places: BTreeMap<_, BTreeSet<PathBuf>> = BTreeMap::new();
    // What was read from a cluster stands beside the manifests of the same cluster.
    for resource in files.flat_map(|file| &file.resources).filter(|resource| !resource.is_from_cluster()) {
        if let Some(identity) = resource.identity_in_cluster() {
            places.entry(identity).or_default().extend(places_of(resource.source));
        }
    }
    let mut found = BTreeSet::new();
    let mut namesakes = BTreeSet::new();
    for directories in places.values().filter(|directories| directories.len() > 1) {
        for (number, one) in directories.iter().enumerate() {
            for other in directories.iter().skip(number + 1) {
                found.insert(nearest_apart(one, other));
                found.insert(nearest_apart(other, one));
            }
        }
        namesakes.extend(directories.iter());
    }
    let deepest =
        |directory: &Path| found.iter().filter(|cluster| directory.starts_with(cluster)).max_by_key(|c| depth(c));
    let holders: BTreeSet<&PathBuf> = namesakes.iter().filter_map(|directory: &&PathBuf| deepest(directory)).collect();
    found.iter().map(|cluster| (cluster.clone(), holders.contains(cluster))).collect()
}

/// The directory on the way to `one` at which it leaves the way to `other`.
fn nearest_apart(one: &Path, other: &Path) -> PathBuf {
    let mut common = PathBuf::new();
    let mut others = other.components();
    for component in one.components() {
        let is_common = others.next() == Some(component);
        common.push(component);
        if !is_common {
            break;
        }
    }
    common
}

/// Whether a file in `place` belongs to the cluster of `directory`: the deepest cluster directory around it is that one
/// or a mere holder of clusters above it.
fn is_of(directory: &Path, place: &Path, directories: &Directories) -> bool {
    let around =
        directories.iter().filter(|(cluster, _)| place.starts_with(cluster)).max_by_key(|(cluster, _)| depth(cluster));
    match around {
        None => true,
        Some((cluster, _)) if cluster == directory => true,
        Some((cluster, holds_namesakes)) => !holds_namesakes && directory.starts_with(cluster),
    }
}

fn depth(path: &Path) -> usize {
    path.components().count()
}

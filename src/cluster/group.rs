//! Files → the clusters that they belong to: one, unless one name stands in several directories.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::kustomize::Builds;
use super::{Cluster, Layout, Settings};
use crate::input::{Skipped, Source, SourceId};
use crate::resource::FileContents;

/// The clusters of an input.
#[derive(Debug)]
pub struct Clusters<'a> {
    /// The clusters, by directory.
    pub clusters: Vec<Cluster<'a>>,
    /// Files that a kustomization names as patches: they are no resources.
    pub patches: Vec<Skipped>,
    /// The directories of the kustomizations that patch something, in files or in themselves.
    pub patched: BTreeSet<PathBuf>,
}

/// Finds the clusters.
///
/// Those that are named have the files that are theirs. Of the others, two resources of one kind and name in different
/// directories belong to different clusters: the nearest directories that tell them apart. Files that lie in no cluster's
/// directory are common to the clusters below theirs. What a kustomization builds lies in its directory.
pub fn group<'a>(sources: &'a [Source], contents: &'a [FileContents], layout: &Layout) -> Clusters<'a> {
    let builds = Builds::new(sources, contents);
    let files: Vec<&FileContents> = contents.iter().filter(|file| !builds.is_patch(file.source)).collect();
    let is_inventory = |file: &FileContents| sources.get(file.source.0 as usize).is_some_and(Source::is_inventory);
    let is_named = |file: &FileContents| layout.named.iter().any(|cluster| cluster.files.contains(&file.source));
    // An inventory that no cluster has for itself is that of all.
    let is_common = |file: &FileContents| is_inventory(file) && !is_named(file);

    let mut clusters = Vec::new();
    for named in &layout.named {
        let own = files.iter().copied().filter(|file| named.files.contains(&file.source) || is_common(file));
        clusters.push(Cluster::new(Some(named.name.clone()), sources, own.collect(), named.settings.clone()));
    }
    let others: Vec<&FileContents> = files.into_iter().filter(|file| !is_named(file)).collect();
    if layout.named.is_empty() || others.iter().any(|file| !is_common(file) && !file.resources.is_empty()) {
        let rest = (!layout.named.is_empty()).then_some(REST);
        clusters.extend(found(sources, &others, &builds, &layout.settings, rest));
    }
    Clusters { clusters, patches: builds.patches(sources), patched: builds.patched() }
}

/// What the files are called that no named cluster has.
const REST: &str = "other files";

/// The clusters of files that are in none that is named; `name` is for where they are one.
fn found<'a>(
    sources: &'a [Source],
    files: &[&'a FileContents],
    builds: &Builds,
    settings: &Settings,
    name: Option<&str>,
) -> Vec<Cluster<'a>> {
    let places =
        |source: SourceId| sources.get(source.0 as usize).map_or_else(Vec::new, |source| builds.places(source));
    let is_inventory = |file: &FileContents| sources.get(file.source.0 as usize).is_some_and(Source::is_inventory);
    let directories = cluster_directories(files.iter().copied().filter(|file| !is_inventory(file)), places);
    if directories.is_empty() {
        return vec![Cluster::new(name.map(str::to_owned), sources, files.to_vec(), settings.clone())];
    }
    let clusters = directories.iter().filter(|(_, holds_namesakes)| **holds_namesakes).map(|(directory, _)| {
        let belongs = |file: &&&FileContents| {
            is_inventory(file) || places(file.source).iter().any(|place| is_of(directory, place, &directories))
        };
        let name = directory.to_string_lossy().replace('\\', "/");
        let name = if name.is_empty() { ".".to_owned() } else { name };
        Cluster::new(Some(name), sources, files.iter().filter(belongs).copied().collect(), settings.clone())
    });
    clusters.collect()
}

/// Directories that tell clusters apart; `true` for those that hold resources with namesakes elsewhere, `false` for
/// those that only hold several clusters below them.
type Directories = BTreeMap<PathBuf, bool>;

fn cluster_directories<'a>(
    files: impl Iterator<Item = &'a FileContents>,
    places_of: impl Fn(SourceId) -> Vec<&'a Path>,
) -> Directories {
    let mut places: BTreeMap<_, BTreeSet<&Path>> = BTreeMap::new();
    // What was read from a cluster stands beside the manifests of the same cluster.
    for resource in files.flat_map(|file| &file.resources).filter(|resource| !resource.is_from_cluster()) {
        let kind = resource.kind.filter(|kind| kind.tells_clusters_apart());
        if let (Some(kind), Some(name)) = (kind, resource.metadata.name.value()) {
            places.entry((kind, name)).or_default().extend(places_of(resource.source));
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
        namesakes.extend(directories.iter().copied());
    }
    let deepest =
        |directory: &Path| found.iter().filter(|cluster| directory.starts_with(cluster)).max_by_key(|c| depth(c));
    let holders: BTreeSet<&PathBuf> = namesakes.iter().filter_map(|directory| deepest(directory)).collect();
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

//! Resources of one name in different directories → the directories that tell their clusters apart.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::input::SourceId;
use crate::resource::FileContents;

/// Directories that tell clusters apart; `true` for those that hold resources with namesakes elsewhere, `false` for
/// those that only hold several clusters below them.
pub(super) type Directories = BTreeMap<PathBuf, bool>;

/// The directories that tell the clusters of these files apart; none where they are one.
pub(super) fn cluster_directories<'a>(
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
pub(super) fn is_of(directory: &Path, place: &Path, directories: &Directories) -> bool {
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

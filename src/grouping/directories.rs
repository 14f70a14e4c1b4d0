//! Resources with the same identity in different directories → the directories of separate clusters, and the cluster of
//! each file.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::input::common;

/// The directories of separate clusters.
#[derive(Debug, Default)]
pub(super) struct Directories {
    /// The clusters by name, with their directories: a single one, or directories with the same name below several others.
    clusters: Vec<(PathBuf, Vec<PathBuf>)>,
    /// For a directory, the numbers of the clusters to which its own files belong. A directory above several clusters
    /// belongs to all of them.
    of: BTreeMap<PathBuf, Vec<usize>>,
    /// The clusters by the last name of their directories.
    by_last: BTreeMap<std::ffi::OsString, Vec<usize>>,
    /// The directory below which the paths of the clusters differ.
    root: PathBuf,
}

impl Directories {
    /// Separates clusters by resources of which a cluster has only one. Each set has the directories of one identity.
    pub(super) fn new<'p>(identities: impl Iterator<Item = &'p BTreeSet<PathBuf>>) -> Directories {
        let identities: Vec<&BTreeSet<PathBuf>> = identities.filter(|places| places.len() > 1).collect();
        let mut found = BTreeSet::new();
        let mut namesakes = BTreeSet::new();
        for places in &identities {
            found.extend(branches(places));
            namesakes.extend(*places);
        }
        let deepest = |place: &Path| place.ancestors().find(|above| found.contains(*above)).map(Path::to_owned);
        // The other directories only contain the directories of several clusters.
        let holders: BTreeSet<PathBuf> = namesakes.into_iter().filter_map(|place| deepest(place)).collect();
        let clusters = united(&holders, &identities);
        let mut of: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
        let mut by_last: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (number, (name, directories)) in clusters.iter().enumerate() {
            for directory in directories {
                of.insert(directory.clone(), vec![number]);
            }
            by_last.entry(name.file_name().unwrap_or(OsStr::new("")).to_owned()).or_default().push(number);
        }
        let containers: BTreeSet<&Path> = found.difference(&holders).map(PathBuf::as_path).collect();
        of.extend(containers.iter().map(|container| (container.to_path_buf(), Vec::new())));
        for (number, (_, directories)) in clusters.iter().enumerate() {
            let above = directories.iter().flat_map(|directory| directory.ancestors());
            let around: BTreeSet<&Path> = above.filter(|above| containers.contains(above)).collect();
            for container in around {
                of.entry(container.to_owned()).or_default().push(number);
            }
        }
        let root = holders.iter().fold(None, |root: Option<PathBuf>, directory| {
            Some(root.map_or_else(|| directory.clone(), |root| common(&root, directory)))
        });
        Directories { clusters, of, by_last, root: root.unwrap_or_default() }
    }

    /// The clusters, by the directory that names them; empty where all files are one cluster.
    pub(super) fn names(&self) -> impl Iterator<Item = &Path> {
        self.clusters.iter().map(|(name, _)| name.as_path())
    }

    /// The numbers of the clusters of a file in this place: the cluster of the deepest directory around it. A file in no
    /// such directory belongs to the cluster whose name is in its path, and otherwise to all clusters.
    pub(super) fn clusters_of(&self, place: &Path, file: &Path) -> Vec<usize> {
        if let Some(numbers) = place.ancestors().find_map(|above| self.of.get(above)) {
            return numbers.clone();
        }
        let shared = common(&self.root, place);
        let below = place.strip_prefix(&shared).unwrap_or(place);
        let stem = file.file_stem().filter(|_| file.parent() == Some(place));
        let names = below.components().filter_map(|component| match component {
            Component::Normal(name) => Some(name),
            _ => None,
        });
        let mut named = names.chain(stem).filter_map(|name| self.by_last.get(name));
        named.next().cloned().unwrap_or_else(|| (0..self.clusters.len()).collect())
    }
}

/// The directories where the paths to these places separate: the children of each common directory, and a common directory
/// that is a place itself.
fn branches(places: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let mut children: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
    for place in places {
        let mut below: &Path = place;
        while let Some(above) = below.parent() {
            if !children.entry(above).or_default().insert(below) {
                break;
            }
            below = above;
        }
    }
    let mut found = BTreeSet::new();
    for (above, below) in children {
        let is_place = places.contains(above);
        if below.len() + usize::from(is_place) > 1 {
            found.extend(below.into_iter().map(Path::to_owned));
            found.extend(is_place.then(|| above.to_owned()));
        }
    }
    found
}

/// The clusters of these directories. If the same names are below several directories, as in `peers/east`, `peers/west`,
/// `nodes/east` and `nodes/west`, directories with the same name are one cluster of that name, unless the cluster would
/// have two resources with the same identity.
fn united(directories: &BTreeSet<PathBuf>, identities: &[&BTreeSet<PathBuf>]) -> Vec<(PathBuf, Vec<PathBuf>)> {
    let mut below: BTreeMap<&Path, BTreeSet<&OsStr>> = BTreeMap::new();
    for directory in directories {
        if let (Some(parent), Some(name)) = (directory.parent(), directory.file_name()) {
            below.entry(parent).or_default().insert(name);
        }
    }
    // Parents with the same names below them have the same number, because comparing all names costs much more.
    let mut numbers: BTreeMap<&BTreeSet<&OsStr>, usize> = BTreeMap::new();
    let mut of_parent: BTreeMap<&Path, usize> = BTreeMap::new();
    let mut parents_of: Vec<usize> = Vec::new();
    for (parent, names) in below.iter().filter(|(_, names)| names.len() > 1) {
        let number = *numbers.entry(names).or_insert(parents_of.len());
        parents_of.resize(parents_of.len().max(number + 1), 0);
        parents_of[number] += 1;
        of_parent.insert(parent, number);
    }
    let siblings = |directory: &Path| of_parent.get(directory.parent()?).copied();
    let mut refused: BTreeSet<usize> = BTreeSet::new();
    for places in identities {
        let holders = places.iter().filter_map(|place| place.ancestors().find(|above| directories.contains(*above)));
        let mut seen: BTreeMap<_, &Path> = BTreeMap::new();
        for holder in holders {
            let Some(names) = siblings(holder) else {
                continue;
            };
            if *seen.entry((names, holder.file_name())).or_insert(holder) != holder {
                refused.insert(names);
            }
        }
    }
    let mut clusters: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for directory in directories {
        let names = siblings(directory).filter(|names| parents_of[*names] > 1);
        let is_united = names.is_some_and(|names| !refused.contains(&names));
        let name = directory.file_name().filter(|_| is_united).map_or_else(|| directory.clone(), PathBuf::from);
        clusters.entry(name).or_default().push(directory.clone());
    }
    clusters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directories(identities: &[&[&str]]) -> Directories {
        let identities: Vec<BTreeSet<PathBuf>> =
            identities.iter().map(|places| places.iter().map(PathBuf::from).collect()).collect();
        Directories::new(identities.iter())
    }

    #[test]
    fn clusters_lie_where_ways_part() {
        let found = directories(&[&["/r/clusters/a/bgp", "/r/clusters/b/bgp"], &["/r/clusters/a/bgp", "/r"]]);
        assert_eq!(
            found.names().collect::<Vec<_>>(),
            [Path::new("/r"), Path::new("/r/clusters/a"), Path::new("/r/clusters/b")]
        );
        assert_eq!(found.clusters_of(Path::new("/r/clusters/a/nodes"), Path::new("/r/clusters/a/nodes/n.yaml")), [1]);
        assert_eq!(found.clusters_of(Path::new("/r/docs"), Path::new("/r/docs/n.yaml")), [0]);
    }

    #[test]
    fn no_cluster_is_united_that_would_have_two_of_one_name() {
        let places = ["/r/x/before", "/r/x/after", "/r/y/before", "/r/y/after"];
        assert_eq!(directories(&[&places]).names().count(), 4);
    }

    #[test]
    fn a_name_below_several_directories_is_one_cluster() {
        let found = directories(&[&["/r/config/prod", "/r/config/stg"], &["/r/peers/prod", "/r/peers/stg"]]);
        assert_eq!(found.names().collect::<Vec<_>>(), [Path::new("prod"), Path::new("stg")]);
        assert_eq!(found.clusters_of(Path::new("/r/peers/stg"), Path::new("/r/peers/stg/t.yaml")), [1]);
        for place in ["/r/nodes/prod", "/r/nodes"] {
            assert_eq!(found.clusters_of(Path::new(place), &Path::new(place).join("prod.yaml")), [0]);
        }
        assert_eq!(found.clusters_of(Path::new("/r/base"), Path::new("/r/base/t.yaml")), [0, 1]);
    }
}

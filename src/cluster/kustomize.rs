//! What kustomizations do with files: which they build from where, and which they take for patches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::input::{Skipped, Source, SourceId, normal};
use crate::resource::{Body, FileContents, Kind, Kustomization};

/// The kustomizations of an input.
#[derive(Debug, Default)]
pub(super) struct Builds {
    /// The directories of the outermost kustomizations that build a file; several where it is common to them.
    built_from: BTreeMap<SourceId, BTreeSet<PathBuf>>,
    /// Files that are patches, with the directory of the kustomization that says so.
    patches: BTreeMap<SourceId, PathBuf>,
    /// The directories of kustomizations that hold patches themselves.
    inline: Vec<PathBuf>,
}

/// A kustomization with the files and the directories that it names.
struct Node<'a> {
    kustomization: &'a Kustomization,
    files: BTreeSet<SourceId>,
    directories: BTreeSet<PathBuf>,
}

impl Builds {
    pub(super) fn new(sources: &[Source], contents: &[FileContents]) -> Builds {
        let by_path: BTreeMap<PathBuf, SourceId> =
            sources.iter().map(|source| (normal(Path::new(source.name())), source.id())).collect();
        let nodes = nodes(sources, contents, &by_path);
        let mut builds = Builds::default();
        for (directory, node) in &nodes {
            let patches = node.kustomization.patches.iter().map(|patch| normal(&directory.join(patch)));
            let patches = patches.filter_map(|file| by_path.get(&file)).map(|file| (*file, directory.clone()));
            builds.patches.extend(patches);
            if node.kustomization.has_inline_patches {
                builds.inline.push(directory.clone());
            }
        }
        let named: BTreeSet<&PathBuf> = nodes.values().flat_map(|node| &node.directories).collect();
        let outermost = nodes.keys().filter(|directory| !named.contains(directory));
        let mut outermost: Vec<PathBuf> = outermost.cloned().collect();
        while let Some(directory) = outermost.pop() {
            let files = reached(&directory, &nodes);
            let inner = nodes.get(&directory).map(|node| &node.directories).filter(|inner| !inner.is_empty());
            match inner.filter(|_| holds_namesakes(&files, contents)) {
                // No cluster has two of one name: this one only gathers several.
                Some(inner) => outermost.extend(inner.iter().filter(|inner| **inner != directory).cloned()),
                None => files.into_iter().for_each(|file| {
                    builds.built_from.entry(file).or_default().insert(directory.clone());
                }),
            }
        }
        builds
    }

    /// Whether a file is a patch, and no resource.
    pub(super) fn is_patch(&self, file: SourceId) -> bool {
        self.patches.contains_key(&file)
    }

    /// The directories that a file belongs to: those that it is built from, else its own.
    pub(super) fn places<'p>(&'p self, source: &'p Source) -> Vec<&'p Path> {
        match self.built_from.get(&source.id()) {
            Some(directories) => directories.iter().map(PathBuf::as_path).collect(),
            None => vec![source.directory()],
        }
    }

    /// The files that are patches.
    pub(super) fn patches(&self, sources: &[Source]) -> Vec<Skipped> {
        let files = self.patches.keys().filter_map(|file| sources.get(file.0 as usize));
        files.map(|source| Skipped { file: source.name().to_owned(), reason: "kustomize patch" }).collect()
    }

    /// The directories of the kustomizations that patch what concerns us.
    pub(super) fn patched(&self) -> BTreeSet<PathBuf> {
        self.patches.values().chain(&self.inline).cloned().collect()
    }
}

/// The kustomizations by directory.
fn nodes<'a>(
    sources: &[Source],
    contents: &'a [FileContents],
    by_path: &BTreeMap<PathBuf, SourceId>,
) -> BTreeMap<PathBuf, Node<'a>> {
    let resources = contents.iter().flat_map(|file| &file.resources);
    let found = resources.filter_map(|resource| match &resource.body {
        Body::Kustomization(kustomization) if resource.kind == Some(Kind::Kustomization) => {
            let source = sources.get(resource.source.0 as usize)?;
            Some((normal(source.directory()), kustomization))
        }
        _ => None,
    });
    let found: Vec<_> = found.collect();
    let directories: BTreeSet<&PathBuf> = found.iter().map(|(directory, _)| directory).collect();
    let node = |(directory, kustomization): &(PathBuf, &'a Kustomization)| {
        let named: Vec<PathBuf> =
            kustomization.resources.iter().map(|resource| normal(&directory.join(resource))).collect();
        let files = named.iter().filter_map(|path| by_path.get(path)).copied().collect();
        let inner = named.iter().filter(|path| directories.contains(path)).cloned().collect();
        (directory.clone(), Node { kustomization, files, directories: inner })
    };
    found.iter().map(node).collect()
}

/// All files that a kustomization builds, itself or through others.
fn reached(directory: &Path, nodes: &BTreeMap<PathBuf, Node>) -> BTreeSet<SourceId> {
    let mut files = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![directory];
    while let Some(directory) = open.pop() {
        if let Some(node) = nodes.get(directory).filter(|_| seen.insert(directory)) {
            files.extend(&node.files);
            open.extend(node.directories.iter().map(PathBuf::as_path));
        }
    }
    files
}

/// Whether two resources of one kind and name, in different files, are among these.
fn holds_namesakes(files: &BTreeSet<SourceId>, contents: &[FileContents]) -> bool {
    let mut seen = BTreeMap::new();
    let resources = contents.iter().filter(|file| files.contains(&file.source)).flat_map(|file| &file.resources);
    let mut named = resources.filter_map(|resource| {
        let kind = resource.kind.filter(|kind| kind.tells_clusters_apart())?;
        Some(((kind, resource.metadata.name.value()?), resource.source))
    });
    named.any(|(name, source)| *seen.entry(name).or_insert(source) != source)
}

//! What kustomizations do with files: which they build from where, which they take for patches, and what these change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::Span;
use crate::input::{Skipped, Source, SourceId, absolute, normal};
use crate::resource::{Body, FileContents, Kind, Kustomization, PatchTarget, Resource};

/// The kustomizations of an input. All directories are named from the root.
#[derive(Debug, Default)]
pub(super) struct Builds {
    /// The directories of the outermost kustomizations that build a file; several where it is common to them.
    built_from: BTreeMap<SourceId, Vec<PathBuf>>,
    /// Files that are patches.
    patches: BTreeSet<SourceId>,
    /// The directories of the outermost kustomizations that patch what concerns us.
    patched: BTreeSet<PathBuf>,
    /// The resources that patches change.
    patched_resources: Arc<BTreeSet<(SourceId, Span)>>,
}

/// A kustomization with the files and the directories that it names.
struct Node<'a> {
    /// The file that it stands in.
    source: SourceId,
    kustomization: &'a Kustomization,
    files: BTreeSet<SourceId>,
    directories: BTreeSet<PathBuf>,
}

/// The kustomizations by directory, with all files by path.
struct Tree<'a> {
    nodes: BTreeMap<PathBuf, Node<'a>>,
    by_path: BTreeMap<PathBuf, SourceId>,
    contents: &'a [FileContents],
}

impl Builds {
    pub(super) fn new(sources: &[Source], contents: &[FileContents]) -> Builds {
        let tree = Tree::new(sources, contents);
        let mut builds = Builds::default();
        let outermost = tree.outermost();
        let mut changed = BTreeSet::new();
        for (directory, node) in &tree.nodes {
            let (patches, targets) = tree.patches(directory, node.kustomization);
            let patches_ours =
                !patches.is_empty() || node.kustomization.patches.iter().any(|patch| patch.is_inline_for_us());
            if patches_ours {
                // A component is built by others only.
                let built_by = outermost.iter().filter(|outer| tree.reached(outer).0.contains(directory));
                builds.patched.extend(built_by.map(|outer| tree.shown(outer)));
            }
            builds.patches.extend(patches);
            changed.extend(tree.changed(&tree.reached(directory).1, &targets));
        }
        for directory in &outermost {
            for file in tree.reached(directory).1 {
                builds.built_from.entry(file).or_default().push(tree.shown(directory));
            }
        }
        builds.patched_resources = Arc::new(changed);
        builds
    }

    /// Whether a file is a patch, and no resource.
    pub(super) fn is_patch(&self, file: SourceId) -> bool {
        self.patches.contains(&file)
    }

    /// The directories of the outermost kustomizations that build a file.
    pub(super) fn built_from(&self, source: &Source) -> &[PathBuf] {
        self.built_from.get(&source.id()).map_or(&[], Vec::as_slice)
    }

    /// The files that are patches.
    pub(super) fn patches(&self, sources: &[Source]) -> Vec<Skipped> {
        let files = self.patches.iter().filter_map(|file| sources.get(file.0 as usize));
        files.map(|source| Skipped { file: source.name().to_owned(), reason: "kustomize patch" }).collect()
    }

    /// The directories of the kustomizations to build for what patches make.
    pub(super) fn patched(&self) -> impl Iterator<Item = &Path> {
        self.patched.iter().map(PathBuf::as_path)
    }

    /// The resources that patches change, by file and place.
    pub(super) fn patched_resources(&self) -> Arc<BTreeSet<(SourceId, Span)>> {
        Arc::clone(&self.patched_resources)
    }
}

impl<'a> Tree<'a> {
    fn new(sources: &[Source], contents: &'a [FileContents]) -> Tree<'a> {
        let by_path: BTreeMap<PathBuf, SourceId> =
            sources.iter().map(|source| (absolute(source.path()), source.id())).collect();
        let mut found: Vec<(PathBuf, SourceId, &Kustomization, bool)> = Vec::new();
        for resource in contents.iter().flat_map(|file| &file.resources) {
            let source = sources.get(resource.source.0 as usize);
            if let (Body::Kustomization(kustomization), Some(source)) = (&resource.body, source) {
                let is_flux = resource.kind == Some(Kind::FluxKustomization);
                found.push((absolute(source.directory()), source.id(), kustomization, is_flux));
            }
        }
        let is_known = |path: &PathBuf| found.iter().any(|(directory, .., is_flux)| !is_flux && directory == path);
        let mut nodes = BTreeMap::new();
        for (number, (directory, source, kustomization, is_flux)) in found.iter().enumerate() {
            let mut node =
                Node { source: *source, kustomization, files: BTreeSet::new(), directories: BTreeSet::new() };
            if *is_flux {
                let built =
                    kustomization.flux_path.as_deref().and_then(|path| flux_directory(directory, path, &by_path));
                let Some(built) = built else {
                    continue;
                };
                match is_known(&built) {
                    true => node.directories.extend([built]),
                    // Flux builds all that lies there.
                    false => node.files.extend(below(&built, &by_path).filter(|file| file != source)),
                }
                // Several stand in one directory, each of its own; no path has this name.
                nodes.insert(directory.join(format!("{FLUX}{number}")), node);
                continue;
            }
            for path in kustomization.resources.iter().map(|resource| normal(&directory.join(resource))) {
                node.files.extend(by_path.get(&path));
                node.directories.extend(Some(path).filter(is_known));
            }
            nodes.insert(directory.clone(), node);
        }
        Tree { nodes, by_path, contents }
    }

    /// The directory of a kustomization, which for one of Flux is that of its file.
    fn shown(&self, key: &Path) -> PathBuf {
        let is_flux = key.file_name().is_some_and(|name| name.to_string_lossy().starts_with(FLUX));
        key.parent().filter(|_| is_flux).unwrap_or(key).to_owned()
    }

    /// The kustomizations that no other one builds. One that would build two of one name only gathers several clusters: its
    /// inner ones count.
    fn outermost(&self) -> BTreeSet<PathBuf> {
        let named: BTreeSet<&PathBuf> = self.nodes.values().flat_map(|node| &node.directories).collect();
        let mut open: Vec<&PathBuf> = self.nodes.keys().filter(|directory| !named.contains(directory)).collect();
        let mut seen = BTreeSet::new();
        let mut outermost = BTreeSet::new();
        while let Some(directory) = open.pop() {
            if !seen.insert(directory) {
                continue;
            }
            let inner = self.nodes.get(directory).map(|node| &node.directories).filter(|inner| !inner.is_empty());
            match inner.filter(|_| self.holds_namesakes(&self.reached(directory).1)) {
                Some(inner) => open.extend(inner),
                None => {
                    outermost.insert(directory.clone());
                }
            }
        }
        outermost
    }

    /// All kustomizations and files that a kustomization builds, itself or through others; it is one of them.
    fn reached(&self, directory: &Path) -> (BTreeSet<PathBuf>, BTreeSet<SourceId>) {
        let (mut directories, mut files) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![directory];
        while let Some(directory) = open.pop() {
            if let Some(node) = self.nodes.get(directory).filter(|_| directories.insert(directory.to_owned())) {
                files.extend(node.files.iter().filter(|file| **file != node.source));
                open.extend(node.directories.iter().map(PathBuf::as_path));
            }
        }
        (directories, files)
    }

    /// Whether two resources of one identity, in different files, are among these.
    fn holds_namesakes(&self, files: &BTreeSet<SourceId>) -> bool {
        let mut seen = BTreeMap::new();
        let mut named =
            self.resources(files).filter_map(|resource| Some((resource.identity_in_cluster()?, resource.source)));
        named.any(|(identity, source)| *seen.entry(identity).or_insert(source) != source)
    }

    fn resources(&self, files: &BTreeSet<SourceId>) -> impl Iterator<Item = &'a Resource> {
        self.contents.iter().filter(|file| files.contains(&file.source)).flat_map(|file| &file.resources)
    }

    /// The files that a kustomization takes for patches, and what all its patches are for.
    fn patches(&self, directory: &Path, kustomization: &Kustomization) -> (BTreeSet<SourceId>, Vec<PatchTarget>) {
        let (mut files, mut targets) = (BTreeSet::new(), Vec::new());
        for patch in &kustomization.patches {
            targets.extend(patch.targets.iter().cloned());
            let file = patch.file.as_ref().and_then(|file| self.by_path.get(&normal(&directory.join(file))));
            let Some(file) = file else {
                continue;
            };
            files.insert(*file);
            if patch.targets.is_empty() {
                let of = |resource: &Resource| PatchTarget {
                    kind: Some(resource.kind_name().to_owned()),
                    name: Some(regex::escape(resource.name())),
                };
                targets.extend(self.resources(&BTreeSet::from([*file])).map(of));
            }
        }
        (files, targets)
    }

    /// The resources of these files that patches are for.
    fn changed(&self, files: &BTreeSet<SourceId>, targets: &[PatchTarget]) -> Vec<(SourceId, Span)> {
        let is_changed =
            |resource: &&Resource| targets.iter().any(|target| target.is(resource.kind_name(), resource.name()));
        self.resources(files).filter(is_changed).map(|resource| (resource.source, resource.span)).collect()
    }
}

/// What tells Flux's kustomizations from a directory.
const FLUX: &str = "\0flux";

/// The directory that Flux builds: its path begins at the root of the repository, which is a directory around its file.
fn flux_directory(directory: &Path, path: &str, by_path: &BTreeMap<PathBuf, SourceId>) -> Option<PathBuf> {
    let candidates = directory.ancestors().map(|root| normal(&root.join(path.trim_start_matches('/'))));
    candidates.into_iter().find(|candidate| below(candidate, by_path).next().is_some())
}

fn below<'p>(directory: &'p Path, by_path: &'p BTreeMap<PathBuf, SourceId>) -> impl Iterator<Item = SourceId> + 'p {
    let from = by_path.range(directory.to_owned()..);
    from.take_while(move |(path, _)| path.starts_with(directory)).map(|(_, file)| *file)
}

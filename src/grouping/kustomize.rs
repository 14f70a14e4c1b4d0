//! What kustomizations do with files: which files they build, which files are patches, and what the patches change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::patched::Patched;
use crate::ids::IdVec;
use crate::input::{Skipped, Source, SourceId, Sources, normal};
use crate::resource::{
    Body, FileContents, Kind, Kustomization, Patch, PatchTarget, Resource, ResourceId, patch_targets,
};

/// The kustomizations of an input. All paths of directories are absolute.
#[derive(Debug, Default)]
pub(super) struct Builds {
    /// The directories of the outermost kustomizations that build a file; a shared file has several.
    built_from: BTreeMap<SourceId, BTreeSet<PathBuf>>,
    /// Files that are patches.
    patches: BTreeSet<SourceId>,
    /// The commands whose output has the patched objects.
    commands: BTreeSet<String>,
    /// The directories of the outermost kustomizations that make objects which bgplint cannot read.
    opened: BTreeSet<PathBuf>,
    /// What patches change, with the directories of the outermost kustomizations that use the patch.
    changes: Vec<(BTreeSet<PathBuf>, ResourceId, Patched)>,
}

/// What kustomizations do to one cluster.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// Whether a kustomization makes objects that bgplint cannot read.
    pub has_more: bool,
    /// What patches change.
    pub patched: BTreeMap<ResourceId, Vec<Patched>>,
}

/// The files and kustomizations that one kustomization names.
struct Build<'a> {
    kustomization: &'a Kustomization,
    /// The directory to which the output belongs.
    place: PathBuf,
    /// The directory that Flux builds.
    built: Option<PathBuf>,
    /// The command that builds it.
    command: String,
    files: BTreeSet<SourceId>,
    others: BTreeSet<PathBuf>,
}

/// The kustomizations by directory, or by file for Flux; and all files by path.
struct Tree<'a> {
    sources: &'a Sources,
    contents: &'a IdVec<SourceId, FileContents>,
    by_path: BTreeMap<PathBuf, SourceId>,
    builds: BTreeMap<PathBuf, Build<'a>>,
    /// The directories of Flux Kustomizations whose files are not in the input.
    unread: BTreeSet<PathBuf>,
}

/// What a kustomization builds, directly or through others: these kustomizations, with itself, and their files.
type Reached = (BTreeSet<PathBuf>, BTreeSet<SourceId>);

impl Builds {
    pub(super) fn new(sources: &Sources, contents: &IdVec<SourceId, FileContents>) -> Builds {
        let mut tree = Tree::new(sources, contents);
        tree.tell_apart();
        let outermost: Vec<(&PathBuf, Reached)> = tree.outermost();
        let mut builds = Builds { opened: tree.unread.clone(), ..Builds::default() };
        for (key, (keys, _)) in &outermost {
            if keys.iter().any(|inner| tree.builds[inner].kustomization.makes_more) {
                builds.opened.insert(tree.builds[*key].place.clone());
            }
        }
        for (key, (_, files)) in &outermost {
            for file in files {
                builds.built_from.entry(*file).or_default().insert(tree.builds[*key].place.clone());
            }
        }
        let mut builders: BTreeMap<&PathBuf, Vec<&Build>> = BTreeMap::new();
        for (outer, (keys, _)) in &outermost {
            for key in keys {
                builders.entry(key).or_default().push(&tree.builds[*outer]);
            }
        }
        for (key, build) in tree.builds.iter().filter(|(_, build)| !build.kustomization.patches.is_empty()) {
            // The key of a Flux Kustomization is its file with a number appended.
            let directory = key.ancestors().nth(if build.built.is_some() { 2 } else { 0 }).unwrap_or(key);
            let (patches, targets) = tree.patches(directory, build.kustomization);
            // Components are only built by other kustomizations.
            let built_by = builders.get(key).map_or(&[][..], Vec::as_slice);
            if !patches.is_empty() || build.kustomization.patches.iter().any(Patch::is_inline_for_us) {
                builds.commands.extend(built_by.iter().map(|outer| outer.command.clone()));
            }
            builds.patches.extend(patches);
            let places: BTreeSet<PathBuf> = built_by.iter().map(|outer| outer.place.clone()).collect();
            for (resource, patched) in tree.changed(&tree.reached(key).1, &targets) {
                builds.changes.push((places.clone(), resource, patched));
            }
        }
        builds
    }

    /// Whether a file is a patch, so it is not a manifest.
    pub(super) fn is_patch(&self, file: SourceId) -> bool {
        self.patches.contains(&file)
    }

    /// The directories of the outermost kustomizations that build a file.
    pub(super) fn built_from(&self, file: SourceId) -> impl Iterator<Item = &PathBuf> {
        self.built_from.get(&file).into_iter().flatten()
    }

    /// The files that are patches.
    pub(super) fn patches(&self, sources: &Sources) -> Vec<Skipped> {
        let files = self.patches.iter().map(|file| &sources[*file]);
        files.map(|source| Skipped { file: source.name().to_owned(), reason: "kustomize patch" }).collect()
    }

    /// The commands whose output has the patched objects.
    pub(super) fn commands(&self) -> Vec<String> {
        self.commands.iter().cloned().collect()
    }

    /// What kustomizations do to the cluster to which these directories belong.
    pub(super) fn effects(&self, belongs: impl Fn(&Path) -> bool) -> Effects {
        self.effects_by(1, |place| if belongs(place) { vec![0] } else { Vec::new() }).pop().unwrap_or_default()
    }

    /// What kustomizations do to each of some clusters; `clusters_of` has the numbers of the clusters of a directory.
    pub(super) fn effects_by(&self, count: usize, clusters_of: impl Fn(&Path) -> Vec<usize>) -> Vec<Effects> {
        let mut effects: Vec<Effects> = (0..count).map(|_| Effects::default()).collect();
        for number in self.opened.iter().flat_map(|place| clusters_of(place)) {
            effects[number].has_more = true;
        }
        for (places, resource, patched) in &self.changes {
            let numbers: BTreeSet<usize> = places.iter().flat_map(|place| clusters_of(place)).collect();
            for number in numbers {
                effects[number].patched.entry(*resource).or_default().push(patched.clone());
            }
        }
        effects
    }
}

impl<'a> Tree<'a> {
    fn new(sources: &'a Sources, contents: &'a IdVec<SourceId, FileContents>) -> Tree<'a> {
        let by_path: BTreeMap<PathBuf, SourceId> =
            sources.by_name().map(|source| (source.absolute_path().to_owned(), source.id())).collect();
        let mut tree = Tree { sources, contents, by_path, builds: BTreeMap::new(), unread: BTreeSet::new() };
        let resources = sources.by_name().flat_map(|source| &contents[source.id()].resources);
        let found = resources.filter_map(|resource| match &resource.body {
            Body::Kustomization(kustomization) => Some((resource, &sources[resource.source()], kustomization)),
            _ => None,
        });
        let (flux, plain): (Vec<_>, Vec<_>) =
            found.partition(|(resource, ..)| resource.kind == Some(Kind::FluxKustomization));
        let directories: BTreeSet<PathBuf> = plain.iter().map(|(_, source, _)| source.directory().to_owned()).collect();
        for (_, source, kustomization) in plain {
            let directory = source.directory().to_owned();
            let build = tree.plain(&directory, kustomization, &directories);
            tree.builds.insert(directory, build);
        }
        let mut flux_keys: BTreeMap<SourceId, Vec<PathBuf>> = BTreeMap::new();
        for (resource, source, kustomization) in flux {
            let path = source.absolute_path().to_owned();
            let Some(build) = tree.flux(resource, source, kustomization, &directories) else {
                tree.unread.extend(path.parent().map(Path::to_owned));
                continue;
            };
            // One file may have several Flux Kustomizations.
            let key = path.join(resource.span.start.to_string());
            flux_keys.entry(source.id()).or_default().push(key.clone());
            tree.builds.insert(key, build);
        }
        // A kustomization that builds the file of a Flux Kustomization also builds the files of the latter.
        for (key, build) in &mut tree.builds {
            let inner = build.files.iter().filter_map(|file| flux_keys.get(file)).flatten();
            build.others.extend(inner.filter(|inner| *inner != key).cloned());
        }
        tree
    }

    /// Reads a kustomization.yaml; `directories` are all directories with one.
    fn plain(&self, directory: &Path, kustomization: &'a Kustomization, directories: &BTreeSet<PathBuf>) -> Build<'a> {
        let named: Vec<PathBuf> =
            kustomization.resources.iter().map(|resource| normal(&directory.join(resource))).collect();
        Build {
            kustomization,
            place: directory.to_owned(),
            built: None,
            command: format!("kustomize build {}", self.sources.shown(directory)),
            files: named.iter().filter_map(|path| self.by_path.get(path)).copied().collect(),
            others: named.into_iter().filter(|path| directories.contains(path)).collect(),
        }
    }

    /// Reads a Flux Kustomization; `None` where its files are not in the input.
    fn flux(
        &self,
        resource: &Resource,
        source: &Source,
        kustomization: &'a Kustomization,
        directories: &BTreeSet<PathBuf>,
    ) -> Option<Build<'a>> {
        let path = source.absolute_path().to_owned();
        let built = self.flux_directory(&path, kustomization)?;
        let place = if kustomization.is_for_remote_cluster { &built } else { path.parent().unwrap_or(&built) };
        // Flux builds all files of a directory without a kustomization.yaml.
        let (files, others) = match directories.contains(&built) {
            true => (BTreeSet::new(), BTreeSet::from([built.clone()])),
            false => (self.below(&built).filter(|file| *file != source.id()).collect(), BTreeSet::new()),
        };
        let (name, file) = (resource.name(), source.name());
        Some(Build {
            kustomization,
            place: place.to_owned(),
            command: format!(
                "flux build kustomization {name} --path {} --kustomization-file {file}",
                self.sources.shown(&built)
            ),
            built: Some(built),
            files,
            others,
        })
    }

    /// The directory that Flux builds. Its path starts at the root of the repository, which is one of the directories above
    /// its file.
    fn flux_directory(&self, file: &Path, kustomization: &Kustomization) -> Option<PathBuf> {
        let path = kustomization.flux_path.as_deref()?.trim_start_matches('/');
        let candidates = file.ancestors().skip(1).map(|root| normal(&root.join(path)));
        candidates.into_iter().find(|candidate| self.below(candidate).next().is_some())
    }

    fn below<'p>(&'p self, directory: &'p Path) -> impl Iterator<Item = SourceId> + 'p {
        let from = self.by_path.range(directory.to_owned()..);
        from.take_while(move |(path, _)| path.starts_with(directory)).map(|(_, file)| *file)
    }

    /// Moves the output of Flux Kustomizations in the same place to the directories that they build, if their resources
    /// have the same identities: they are for different clusters.
    fn tell_apart(&mut self) {
        let mut by_place: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        for (key, _) in self.outermost() {
            let build = &self.builds[key];
            by_place.entry(build.place.clone()).or_default().extend(build.built.is_some().then(|| key.clone()));
        }
        for keys in by_place.into_values().filter(|keys| keys.len() > 1) {
            let files = keys.iter().flat_map(|key| self.reached(key).1).collect();
            for key in keys.iter().filter(|_| self.holds_namesakes(&files)).cloned().collect::<Vec<_>>() {
                if let Some(build) = self.builds.get_mut(&key) {
                    build.place = build.built.clone().unwrap_or_default();
                }
            }
        }
    }

    /// The kustomizations that no other kustomization builds, with their files. A kustomization with two resources of the
    /// same identity only collects several clusters, so its inner kustomizations count instead.
    fn outermost(&self) -> Vec<(&PathBuf, Reached)> {
        let named: BTreeSet<&PathBuf> = self.builds.values().flat_map(|build| &build.others).collect();
        let mut open: Vec<&PathBuf> = self.builds.keys().filter(|key| !named.contains(key)).collect();
        let mut seen = BTreeSet::new();
        let mut outermost = Vec::new();
        while let Some(key) = open.pop() {
            let Some(build) = self.builds.get(key).filter(|_| seen.insert(key)) else {
                continue;
            };
            let reached = self.reached(key);
            match !build.others.is_empty() && self.holds_namesakes(&reached.1) {
                true => open.extend(&build.others),
                false => outermost.push((key, reached)),
            }
        }
        outermost.sort_by_key(|(key, _)| *key);
        outermost
    }

    fn reached(&self, key: &Path) -> Reached {
        let (mut keys, mut files) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![key];
        while let Some(key) = open.pop() {
            if let Some(build) = self.builds.get(key).filter(|_| keys.insert(key.to_owned())) {
                files.extend(&build.files);
                open.extend(build.others.iter().map(PathBuf::as_path));
            }
        }
        (keys, files)
    }

    /// Whether these files have two resources with the same identity.
    fn holds_namesakes(&self, files: &BTreeSet<SourceId>) -> bool {
        let mut seen = BTreeMap::new();
        let mut named =
            self.resources(files).filter_map(|resource| Some((resource.identity_in_cluster()?, resource.source())));
        named.any(|(identity, source)| *seen.entry(identity).or_insert(source) != source)
    }

    fn resources<'f>(&'f self, files: &'f BTreeSet<SourceId>) -> impl Iterator<Item = &'a Resource> + 'f {
        files.iter().flat_map(|file| &self.contents[*file].resources)
    }

    /// The patch files of a kustomization, and the targets of all its patches.
    fn patches(&self, directory: &Path, kustomization: &Kustomization) -> (BTreeSet<SourceId>, Vec<PatchTarget>) {
        let (mut files, mut targets) = (BTreeSet::new(), Vec::new());
        for patch in &kustomization.patches {
            targets.extend(patch.targets.iter().cloned());
            let file = patch.file.as_ref().and_then(|file| self.by_path.get(&normal(&directory.join(file))));
            match file.map(|file| &self.sources[*file]) {
                Some(source) => {
                    let of_file = patch_targets(source.text(), patch.selector.as_ref());
                    // A file that cannot be read is a patch all the same.
                    if of_file.is_empty() || of_file.iter().any(PatchTarget::concerns_us) {
                        files.insert(source.id());
                    }
                    targets.extend(of_file);
                }
                // A patch in a file that is not in the input may change anything.
                None => targets.extend(patch.selector.clone().filter(|_| patch.file.is_some())),
            }
        }
        (files, targets)
    }

    /// The resources of these files that patches change, with the changes.
    fn changed(&self, files: &BTreeSet<SourceId>, targets: &[PatchTarget]) -> Vec<(ResourceId, Patched)> {
        let mut changed = Vec::new();
        for resource in self.resources(files) {
            for target in targets.iter().filter(|target| target.is(resource.kind_name(), resource.name())) {
                changed.push((resource.id, self.patched(resource, target)));
            }
        }
        changed
    }

    fn patched(&self, resource: &Resource, target: &PatchTarget) -> Patched {
        let (Some(outline), Some(fields)) = (&resource.outline, target.fields()) else {
            return Patched::Anything;
        };
        let text = self.sources[resource.source()].text();
        let is_in_metadata = |field: &Vec<String>| field.first().is_some_and(|first| first == "metadata");
        Patched::Fields {
            spans: fields.iter().filter_map(|field| outline.field(text, field)).collect(),
            head: Some(resource.head.span).filter(|_| !fields.iter().all(is_in_metadata)),
        }
    }
}

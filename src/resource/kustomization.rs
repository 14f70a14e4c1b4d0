//! kustomization.yaml, and the Kustomization of Flux: what it builds, what it patches, and which Secrets it makes.

use regex::Regex;

use super::reading::{ReadKind, Reading};
use crate::document::{Value, View, parse, pieces};
use crate::kind::Kind;

/// A kustomization.
#[derive(Clone, Debug, Default)]
pub struct Kustomization {
    /// The files and directories that it builds, relative to its own directory.
    pub resources: Vec<String>,
    /// The directory that Flux builds, relative to the root of the repository.
    pub flux_path: Option<String>,
    /// Whether Flux applies the result to another cluster.
    pub is_for_remote_cluster: bool,
    /// Whether the result has more than bgplint can read: the kustomization renames, generates, transforms or downloads
    /// objects.
    pub makes_more: bool,
    /// Its patches.
    pub patches: Vec<Patch>,
    /// The Secrets that kustomize makes, by name.
    pub secrets: Vec<String>,
    /// Whether it changes the namespace of its resources.
    pub sets_namespace: bool,
}

/// A patch.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// The file of the patch, relative to the directory of the kustomization; `None` for a patch inside the kustomization.
    pub file: Option<String>,
    /// The target in the kustomization; `None` where only the text of the patch names the target.
    pub selector: Option<PatchTarget>,
    /// The targets of a patch that is inside the kustomization.
    pub targets: Vec<PatchTarget>,
}

/// The fields that make or change resources, apart from patches.
const MAKERS: [&str; 8] = [
    "namePrefix",
    "nameSuffix",
    "replacements",
    "transformers",
    "generators",
    "helmCharts",
    "helmChartInflationGenerator",
    "vars",
];

/// Whether kustomize downloads this resource.
fn is_fetched(name: &str) -> bool {
    name.contains("://") || name.contains("?ref=") || name.starts_with("git@") || name.starts_with("github.com/")
}

/// The resources that a patch changes, and the fields that it changes.
#[derive(Clone, Debug, Default)]
pub struct PatchTarget {
    /// A regular expression for their kind; `None` for any kind.
    kind: Option<Regex>,
    /// A regular expression for their name; `None` for any name.
    name: Option<Regex>,
    /// Whether the target names an API group that bgplint does not read.
    is_of_other_group: bool,
    /// The paths of the fields; `None` where any field may change.
    fields: Option<Vec<Vec<String>>>,
}

impl PatchTarget {
    /// The target beside a patch in a kustomization.
    fn selector(value: &Value) -> PatchTarget {
        let text = |name: &str| Some(value.get(name)?.text()?.into_owned()).filter(|text| !text.is_empty());
        let group = text("group");
        PatchTarget {
            kind: text("kind").and_then(|kind| pattern(&kind)),
            name: text("name").and_then(|name| pattern(&name)),
            is_of_other_group: group.is_some_and(|group| !group.contains("projectcalico.org")),
            fields: None,
        }
    }

    /// The resource that a patch names itself.
    fn named(document: &Value) -> PatchTarget {
        let text = |value: Option<Value>| value.and_then(|value| value.text()).map(|text| regex::escape(&text));
        let name = document.get("metadata").and_then(|metadata| metadata.get("name"));
        PatchTarget {
            kind: text(document.get("kind")).and_then(|kind| pattern(&kind)),
            name: text(name).and_then(|name| pattern(&name)),
            ..PatchTarget::default()
        }
    }

    /// Whether the target includes a resource of this kind and name.
    pub fn is(&self, kind: &str, name: &str) -> bool {
        !self.is_of_other_group
            && self.kind.as_ref().is_none_or(|own| own.is_match(kind))
            && self.name.as_ref().is_none_or(|own| own.is_match(name))
    }

    /// The paths of the changed fields; `None` where any field may change.
    pub fn fields(&self) -> Option<&[Vec<String>]> {
        self.fields.as_deref()
    }

    /// Whether the target may include a resource that bgplint knows.
    pub fn concerns_us(&self) -> bool {
        let is_ours =
            |pattern: &Regex| Kind::ALL.iter().any(|kind| kind.is_cluster_scoped() && pattern.is_match(kind.name()));
        !self.is_of_other_group && self.kind.as_ref().is_none_or(is_ours)
    }
}

/// kustomize matches its patterns against the whole text.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{text})$")).or_else(|_| Regex::new(&format!("^{}$", regex::escape(text)))).ok()
}

/// The targets of a patch, document by document: JSON6902 operations, or partial resources. `selector` is the target in the
/// kustomization.
pub fn patch_targets(text: &str, selector: Option<&PatchTarget>) -> Vec<PatchTarget> {
    let mut targets = Vec::new();
    for document in pieces(text).0.into_iter().filter_map(|piece| parse(text, piece).ok().flatten()) {
        let root = document.root();
        let fields = match root.view() {
            View::Sequence(operations) => operations.iter().map(operation).collect::<Option<Vec<_>>>(),
            View::Mapping(_) => merged_fields(&root, Vec::new()),
            View::Scalar(_) => None,
        };
        let target = selector.cloned().unwrap_or_else(|| PatchTarget::named(&root));
        targets.push(PatchTarget { fields, ..target });
    }
    targets
}

/// The field that a JSON6902 operation changes (RFC 6902, with the pointers of RFC 6901).
fn operation(operation: &Value) -> Option<Vec<String>> {
    let path = operation.get("path")?.text()?.into_owned();
    Some(path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

/// The fields that a partial resource sets; `None` where it may remove anything.
fn merged_fields(value: &Value, above: Vec<String>) -> Option<Vec<Vec<String>>> {
    let View::Mapping(entries) = value.view() else {
        return Some(vec![above]);
    };
    let mut fields = Vec::new();
    for entry in entries {
        let key = entry.key.text()?.into_owned();
        if key.starts_with('$') {
            return None;
        }
        // These fields name the target.
        if matches!((above.as_slice(), key.as_str()), ([], "apiVersion" | "kind"))
            || (above == ["metadata"] && key == "name")
        {
            continue;
        }
        fields.extend(merged_fields(&entry.value, above.iter().cloned().chain([key]).collect())?);
    }
    Some(fields)
}

impl Patch {
    /// Whether the patch is inside the kustomization, and may change a resource that bgplint knows.
    pub fn is_inline_for_us(&self) -> bool {
        self.file.is_none() && self.targets.iter().any(PatchTarget::concerns_us)
    }
}

impl ReadKind for Kustomization {
    fn read_kind(reading: &mut Reading) -> Option<Kustomization> {
        let document = reading.value;
        let spec = document.get("spec");
        let lists = |names: &[&str]| -> Vec<Value> {
            let holders = std::iter::once(document).chain(spec);
            let found = holders.flat_map(|holder| names.iter().filter_map(move |name| holder.get(name)));
            found.flat_map(|list| if let View::Sequence(items) = list.view() { items } else { Vec::new() }).collect()
        };
        let text = |value: Value| value.text().map(|text| text.into_owned());
        let patch = |item: Value| {
            let selector = item.get("target").map(|target| PatchTarget::selector(&target));
            match (item.get("path").and_then(text), item.get("patch").and_then(text)) {
                (Some(file), _) => Some(Patch { file: Some(file), selector, targets: Vec::new() }),
                (None, Some(text)) => {
                    let targets = patch_targets(&text, selector.as_ref());
                    Some(Patch { file: None, selector, targets })
                }
                (None, None) => None,
            }
        };
        let merged = lists(&["patchesStrategicMerge"]).into_iter().filter_map(text);
        // A patch may also be written here, as a string of several lines.
        let merged = merged.map(|item| match item.contains('\n') {
            true => Patch { targets: patch_targets(&item, None), ..Patch::default() },
            false => Patch { file: Some(item), ..Patch::default() },
        });
        let patches = lists(&["patches", "patchesJson6902"]).into_iter().filter_map(patch).chain(merged).collect();
        let generated = lists(&["secretGenerator"]).into_iter().filter_map(|item| item.get("name"));
        let is_set = |holder: Option<Value>, name: &str| holder.is_some_and(|holder| holder.get(name).is_some());
        let resources: Vec<String> =
            lists(&["resources", "bases", "components"]).into_iter().filter_map(text).collect();
        let source = spec.and_then(|spec| spec.get("sourceRef")).and_then(|source| source.get("kind")).and_then(text);
        let is_elsewhere = source.is_some_and(|kind| kind != "GitRepository");
        let makes =
            MAKERS.iter().any(|maker| is_set(Some(document), maker)) || resources.iter().any(|name| is_fetched(name));
        Some(Kustomization {
            makes_more: makes || is_elsewhere,
            resources,
            flux_path: spec.and_then(|spec| spec.get("path")).and_then(text),
            is_for_remote_cluster: is_set(spec, "kubeConfig"),
            patches,
            secrets: generated.filter_map(text).collect(),
            sets_namespace: is_set(spec, "targetNamespace") || document.get("namespace").is_some(),
        })
    }
}

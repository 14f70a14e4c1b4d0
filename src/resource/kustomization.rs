//! kustomization.yaml, and Flux's Kustomization, as far as it says what it builds, what it patches, and which Secrets it makes.

use regex::Regex;

use super::kind::Kind;
use crate::document::{Document, Value, View, parse, pieces};

/// A kustomization.
#[derive(Clone, Debug, Default)]
pub struct Kustomization {
    /// The files and directories that it builds, relative to its own directory.
    pub resources: Vec<String>,
    /// The directory that Flux builds, relative to the root of its repository.
    pub flux_path: Option<String>,
    /// What it patches.
    pub patches: Vec<Patch>,
    /// The Secrets that kustomize makes, by name.
    pub secrets: Vec<String>,
    /// Whether it puts its resources into another namespace than they name.
    pub sets_namespace: bool,
}

/// A patch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// The file that holds it, relative to the kustomization's directory; without one it stands in the kustomization.
    pub file: Option<String>,
    /// The resources that it is said to be for; none where the file says so itself.
    pub targets: Vec<PatchTarget>,
}

/// The resources that a patch is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatchTarget {
    /// Their kind; any where it is left out.
    pub kind: Option<String>,
    /// A regular expression of their names; any where it is left out.
    pub name: Option<String>,
}

impl PatchTarget {
    fn read(value: &Value, name: Option<Value>) -> PatchTarget {
        let text = |value: Option<Value>| Some(value?.text()?.into_owned()).filter(|text| !text.is_empty());
        PatchTarget { kind: text(value.get("kind")), name: text(name) }
    }

    /// Whether a resource of this kind and name is one of them.
    pub fn is(&self, kind: &str, name: &str) -> bool {
        let fits = |pattern: &String| match Regex::new(&format!("^(?:{pattern})$")) {
            Ok(regex) => regex.is_match(name),
            Err(_) => pattern == name,
        };
        self.kind.as_ref().is_none_or(|own| own == kind) && self.name.as_ref().is_none_or(fits)
    }

    /// Whether it may be for a resource that concerns us.
    fn concerns_us(&self) -> bool {
        self.kind.as_ref().is_none_or(|kind| Kind::is_name_of_ours(kind))
    }
}

impl Patch {
    /// One that lies in a file.
    fn file(name: String, targets: Vec<PatchTarget>) -> Patch {
        Patch { file: Some(name), targets }
    }

    /// One that stands in the kustomization as a text, for the resources that it names itself, or for a target.
    fn text(text: &str, target: Option<PatchTarget>) -> Patch {
        let named = pieces(text).0.into_iter().filter_map(|piece| parse(text, piece.span).ok().flatten());
        let named = named.filter(|document| matches!(document.root().view(), View::Mapping(_)));
        let of_document = |document: Document| {
            let root = document.root();
            PatchTarget::read(&root, root.get("metadata").and_then(|metadata| metadata.get("name")))
        };
        let targets = target.map_or_else(|| named.map(of_document).collect(), |target| vec![target]);
        Patch { file: None, targets }
    }

    /// Whether it stands in the kustomization, and is for a resource that concerns us.
    pub fn is_inline_for_us(&self) -> bool {
        self.file.is_none() && self.targets.iter().any(PatchTarget::concerns_us)
    }
}

impl Kustomization {
    pub(super) fn read(document: &Value) -> Kustomization {
        let spec = document.get("spec");
        let lists = |names: &[&str]| -> Vec<Value> {
            let holders = std::iter::once(*document).chain(spec);
            let found = holders.flat_map(|holder| names.iter().filter_map(move |name| holder.get(name)));
            found.flat_map(|list| if let View::Sequence(items) = list.view() { items } else { Vec::new() }).collect()
        };
        let text = |value: Value| value.text().map(|text| text.into_owned());
        let patch = |item: Value| {
            let target = item.get("target").map(|target| PatchTarget::read(&target, target.get("name")));
            match (item.get("path").and_then(text), item.get("patch").and_then(text)) {
                (Some(file), _) => Some(Patch::file(file, target.into_iter().collect())),
                (None, Some(text)) => Some(Patch::text(&text, target)),
                (None, None) => None,
            }
        };
        let merged = lists(&["patchesStrategicMerge"]).into_iter().filter_map(text);
        // A patch may also stand right here as a text of several lines.
        let merged = merged.map(|item| match item.contains('\n') {
            true => Patch::text(&item, None),
            false => Patch::file(item, Vec::new()),
        });
        let patches = lists(&["patches", "patchesJson6902"]).into_iter().filter_map(patch).chain(merged).collect();
        let generated = lists(&["secretGenerator"]).into_iter().filter_map(|item| item.get("name"));
        let is_set = |holder: Option<Value>, name: &str| holder.is_some_and(|holder| holder.get(name).is_some());
        Kustomization {
            resources: lists(&["resources", "bases", "components"]).into_iter().filter_map(text).collect(),
            flux_path: spec.and_then(|spec| spec.get("path")).and_then(text),
            patches,
            secrets: generated.filter_map(text).collect(),
            sets_namespace: is_set(spec, "targetNamespace") || document.get("namespace").is_some(),
        }
    }
}

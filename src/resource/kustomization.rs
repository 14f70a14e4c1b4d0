//! kustomization.yaml, and Flux's Kustomization, as far as it says what it builds, what it patches, and which Secrets it makes.

use crate::document::{Value, View};
use crate::input::{Relevance, relevance};

/// A kustomization.
#[derive(Clone, Debug, Default)]
pub struct Kustomization {
    /// The files and directories that it builds, relative to its own directory.
    pub resources: Vec<String>,
    /// The files that hold patches, relative to the kustomization's directory.
    pub patches: Vec<String>,
    /// Whether patches of what concerns us stand in it as texts.
    pub has_inline_patches: bool,
    /// The Secrets that kustomize makes, by name.
    pub secrets: Vec<String>,
    /// Whether it puts its resources into another namespace than they name.
    pub sets_namespace: bool,
}

/// Whether a patch concerns us.
fn is_of_ours(text: &str) -> bool {
    relevance(text.as_bytes()) == Relevance::Calico
}

impl Kustomization {
    /// Whether kustomize takes a file of this name for a kustomization.
    pub fn is_file_name(name: &str) -> bool {
        let file = name.rsplit('/').next().unwrap_or(name);
        matches!(file, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
    }

    pub(super) fn read(document: &Value) -> Kustomization {
        let items_of = |name: &str| match document.get(name).map(|value| value.view()) {
            Some(View::Sequence(items)) => items,
            _ => Vec::new(),
        };
        let patches =
            items_of("patches").into_iter().chain(items_of("patchesJson6902")).filter_map(|patch| patch.get("path"));
        let files = patches.chain(items_of("patchesStrategicMerge"));
        // A patch may also stand right here as a text of several lines.
        let (texts, names): (Vec<String>, Vec<String>) =
            files.filter_map(|file| Some(file.text()?.into_owned())).partition(|name| name.contains('\n'));
        let mut inline = items_of("patches").into_iter().chain(items_of("patchesJson6902"));
        let has_inline_patches = inline.any(|item| item.get("patch").is_some() && is_of_ours(item.source()))
            || texts.iter().any(|text| is_of_ours(text));
        let built = ["resources", "bases", "components"].into_iter().flat_map(items_of);
        let generated = items_of("secretGenerator").into_iter().filter_map(|item| item.get("name"));
        let secrets = generated.filter_map(|name| Some(name.text()?.into_owned()));
        let flux = document.get("spec").is_some_and(|spec| spec.get("targetNamespace").is_some());
        Kustomization {
            resources: built.filter_map(|item| Some(item.text()?.into_owned())).collect(),
            patches: names,
            has_inline_patches,
            secrets: secrets.collect(),
            sets_namespace: flux || document.get("namespace").is_some(),
        }
    }
}

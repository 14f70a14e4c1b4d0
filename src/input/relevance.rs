//! Whether a file concerns us, told by a search of its bytes before any parsing.

use std::sync::LazyLock;

use regex::bytes::Regex;

/// How much a file concerns us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relevance {
    /// It mentions none of our kinds.
    None,
    /// It holds what Calico lives beside: it is read, but it is not ours to find fault with.
    Neighbour,
    /// It speaks of Calico's BGP, or of nodes.
    Calico,
}

/// Calico's groups, and nodes.
static CALICO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"projectcalico\.org/|\bkind["']?\s*:\s*["']?Node(List)?\b"#).ok());

/// Calico's kinds in a file that does not name the group: they lack it, unless they are those of another project.
static KIND_ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)\bkind["']?\s*:\s*["']?(BGPPeer|BGPConfiguration|BGPFilter|IPPool)(List)?\b"#).ok()
});

/// A group of another project.
static OTHER_GROUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bapiVersion["']?\s*:\s*["']?[a-z0-9-]+\.[a-z0-9.-]+/"#).ok());

static NEIGHBOUR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"metallb\.io/|operator\.tigera\.io/|rbac\.authorization\.k8s\.io/|external-secrets\.io/|bitnami\.com/|secrets\.hashicorp\.com/|onepassword\.com/|isindir\.github\.com/|kustomize\.toolkit\.fluxcd\.io/|calico-node|calico_backend|\bop["']?\s*:\s*["']?(?:add|remove|replace|move|copy)\b|\bkind["']?\s*:\s*["']?Secret(List)?\b"#,
    )
    .ok()
});

/// Tells how much a file concerns us.
pub fn relevance(bytes: &[u8]) -> Relevance {
    let finds = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(bytes));
    if finds(&CALICO) || (finds(&KIND_ALONE) && !finds(&OTHER_GROUP)) {
        Relevance::Calico
    } else if finds(&NEIGHBOUR) {
        Relevance::Neighbour
    } else {
        Relevance::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_what_they_mention() {
        let table = [
            ("apiVersion: projectcalico.org/v3\nkind: BGPPeer\n", Relevance::Calico),
            ("{\"kind\": \"Node\", \"apiVersion\": \"v1\"}", Relevance::Calico),
            ("apiVersion: v1\nkind: bgpPeer\n", Relevance::Calico),
            ("apiVersion: metallb.io/v1beta2\nkind: BGPPeer\n", Relevance::Neighbour),
            ("apiVersion: v1\nkind: Secret\n", Relevance::Neighbour),
            // A patch of JSON6902 does not say what it is for.
            ("- op: replace\n  path: /spec/peerIP\n", Relevance::Neighbour),
            ("apiVersion: kubeovn.io/v1\nkind: BgpPeer\n", Relevance::None),
            ("apiVersion: v1\nkind: Service\nspec: {type: NodePort}\n", Relevance::None),
        ];
        for (text, expected) in table {
            assert_eq!(relevance(text.as_bytes()), expected, "{text}");
        }
    }
}
